using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Rollcall.Interop.Net;

/// <summary>A DNS server on a loopback port that says what it was told to say, wrong things too.</summary>
internal sealed class DnsStub : IAsyncDisposable
{
    public const int A = 1, Cname = 5, Ptr = 12, Mx = 15, Aaaa = 28;

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly ConcurrentDictionary<(string, int), Answer> _answers = new();
    private readonly CancellationTokenSource _end = new();
    private readonly Task _loop;

    public DnsStub()
    {
        _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _loop = Task.Run(ServeAsync);
    }

    public IPEndPoint EndPoint => (IPEndPoint)_socket.LocalEndPoint!;

    public ConcurrentQueue<(string Name, int Type)> Questions { get; } = new();

    /// <summary>The records of a name; names and types that nobody added do not exist (3).</summary>
    public void Add(string name, int type, params byte[][] records) => _answers[(name, type)] = new Answer(0, records, type);

    /// <summary>An alias, without what lies behind it.</summary>
    public void AddAlias(string name, int asked, string target) => _answers[(name, asked)] = new Answer(0, [Name(target)], Cname);

    /// <summary>An answer that promises a record and ends.</summary>
    public void Truncate(string name, int type) => _answers[(name, type)] = new Answer(0, [[]], type) { IsCut = true };

    /// <summary>An error; below zero there is no answer at all.</summary>
    public void Fail(string name, int type, int code) => _answers[(name, type)] = new Answer(code, [], type);

    public static byte[] Address(string address) => IPAddress.Parse(address).GetAddressBytes();

    public static byte[] Exchange(int preference, string name) => [(byte)(preference >> 8), (byte)preference, .. Name(name)];

    public static byte[] Name(string name) =>
        [.. name.Split('.', StringSplitOptions.RemoveEmptyEntries).SelectMany(label => new[] { (byte)label.Length }.Concat(Encoding.ASCII.GetBytes(label))), 0];

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _loop;
        _socket.Dispose();
        _end.Dispose();
    }

    private async Task ServeAsync()
    {
        var buffer = new byte[4096];
        try
        {
            while (true)
            {
                var got = await _socket.ReceiveFromAsync(buffer, new IPEndPoint(IPAddress.Any, 0), _end.Token);
                if (Respond(buffer.AsSpan(0, got.ReceivedBytes)) is { } response)
                    await _socket.SendToAsync(response, got.RemoteEndPoint, _end.Token);
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    private byte[]? Respond(ReadOnlySpan<byte> query)
    {
        int at = 12;
        var labels = new List<string>();
        while (query[at] != 0)
        {
            labels.Add(Encoding.ASCII.GetString(query.Slice(at + 1, query[at])));
            at += query[at] + 1;
        }
        int type = BinaryPrimitives.ReadUInt16BigEndian(query[(at + 1)..]);
        var name = string.Join('.', labels);
        Questions.Enqueue((name, type));
        var answer = _answers.GetValueOrDefault((name, type), new Answer(3, [], type));
        if (answer.Code < 0)
            return null;
        var response = new List<byte>();
        response.AddRange(query[..2]);
        response.AddRange([0x81, (byte)(0x80 | answer.Code), 0, 1, 0, (byte)answer.Records.Length, 0, 0, 0, 0]);
        response.AddRange(query[12..(at + 5)]);
        foreach (var record in answer.IsCut ? [] : answer.Records)
        {
            response.AddRange([0xc0, 12, 0, (byte)answer.Type, 0, 1, 0, 0, 1, 0, (byte)(record.Length >> 8), (byte)record.Length]);
            response.AddRange(record);
        }
        return [.. response];
    }

    private sealed record Answer(int Code, byte[][] Records, int Type)
    {
        public bool IsCut { get; init; }
    }
}
