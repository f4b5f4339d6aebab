using System.Buffers;
using System.Text;
using BenchmarkDotNet.Attributes;
using Rollcall.Protocols.Smtp.Server;

namespace Rollcall.Bench;

/// <summary>From what comes behind DATA to the body.</summary>
public class BodyBenchmarks
{
    private readonly ReadOnlySequence<byte> _text = Body("A line of a letter, neither long nor short, nor of any interest.\r\n", 4096);
    private readonly ReadOnlySequence<byte> _dots = Body("..\r\n", 4096);
    private readonly ReadOnlySequence<byte> _large = Body("TWFuIGlzIGRpc3Rpbmd1aXNoZWQsIG5vdCBvbmx5IGJ5IGhpcyByZWFzb24sIGJ1dCAu\r\n", 1024 * 1024);

    [Benchmark(Description = "data reader: a body of 4 KiB")]
    public long Text() => Read(_text);

    [Benchmark(Description = "data reader: 4 KiB of lines that are a dot")]
    public long Dots() => Read(_dots);

    [Benchmark(Description = "data reader: 1 MiB of base64")]
    public long Large() => Read(_large);

    private static ReadOnlySequence<byte> Body(string line, int size) =>
        new(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(line, size / line.Length)) + ".\r\n"));

    private static long Read(ReadOnlySequence<byte> buffer)
    {
        var reader = new BodyReader(50 * 1024 * 1024, BareNewlinePolicy.Keep);
        BodyStatus status;
        do
        {
            status = reader.Read(buffer, out _, out var consumed);
            buffer = buffer.Slice(consumed);
        }
        while (status == BodyStatus.More);
        return status == BodyStatus.End ? reader.Facts.Size : throw new InvalidOperationException("The end was not found.");
    }
}
