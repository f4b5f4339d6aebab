using System.Buffers;
using System.Text;
using Rollcall.Core.Delivery;

namespace Rollcall.Tests.Delivery;

/// <summary>What the header says of the way of a message, however its octets are cut.</summary>
public sealed class HeaderScanTests
{
    private const string Ours = "Received: from a.example (a.example [192.0.2.1])\r\n\tby mx.gateway.test with ESMTP id 1;\r\n\tMon, 1 Jan 2030 00:00:00 +0000\r\n";
    private const string Others = "received: from x by y.example; date\r\n";

    [Theory]
    [InlineData(2, 0, false)]
    [InlineData(3, 0, true)]
    [InlineData(2, 47, false)]
    [InlineData(2, 48, true)]
    [InlineData(0, 50, true)]
    [InlineData(0, 49, false)]
    public void Received_IsCounted(int ours, int others, bool loop)
    {
        var header = string.Concat(Enumerable.Repeat(Ours, ours)) + "Subject: x\r\n" + string.Concat(Enumerable.Repeat(Others, others));

        foreach (int cut in new[] { 1, 7, 100_000 })
            Scan(header + "\r\nbody\r\n", cut).IsLoop.ShouldBe(loop);
        Scan(header, 1).IsLoop.ShouldBe(loop, "a message may be all header");
    }

    [Fact]
    public void Body_IsNoHeader()
    {
        var scan = Scan("Subject: x\r\n\r\n" + string.Concat(Enumerable.Repeat(Ours + Others, 60)) + "\u00e9\r\n", 5);

        scan.IsLoop.ShouldBeFalse();
        scan.IsEightBit.ShouldBeFalse();
    }

    [Fact]
    public void EightBits_AreSeen_AlsoBehindALongLine() =>
        Scan("X: " + new string('x', 10_000) + "\u00e9\r\n\r\n", 512).IsEightBit.ShouldBeTrue();

    [Fact]
    public void NameOfAnother_IsNotOurs()
    {
        var field = "Received: from mx.gateway.test by other.example for <by@mx.gateway.test>; date\r\n";

        Scan(string.Concat(Enumerable.Repeat(field, 10)) + "\r\n", 64).IsLoop.ShouldBeFalse();
    }

    private static HeaderScan Scan(string message, int cut)
    {
        var scan = new HeaderScan("mx.gateway.test");
        var octets = Encoding.UTF8.GetBytes(message);
        for (int at = 0; at < octets.Length; at += cut)
            scan.Read(new ReadOnlySequence<byte>(octets.AsMemory(at, Math.Min(cut, octets.Length - at))));
        scan.End();
        return scan;
    }
}
