using System.Buffers;
using System.Globalization;
using System.Text;
using CsCheck;
using Rollcall.Protocols.Services;
using Rollcall.Tests.Protocols.Smtp;

namespace Rollcall.Tests.Protocols.Services;

/// <summary>Any octets in any cuts: the parsers see the same as in one piece, take nothing they did not understand, and never throw.</summary>
public sealed class ParserTests
{
    private static readonly Gen<string[]> _words = Words(
        "request=", "smtpd_access_policy", "protocol_state=RCPT", "recipient=", "bob@example.com", "sender=", "client_address=192.0.2.7", "\n", "\n\n", "=", "\r",
        "\0", "20:", ":", ",", "rcpt ", "access ", "0", "9", "get ", "put ", "%", "%62", "%zz", " ", "\u00ff", "é", "20:rcpt bob@example.com,");

    private delegate RequestStatus Reader<T>(in ReadOnlySequence<byte> buffer, out T request, out SequencePosition next);

    [Fact]
    public void Policy_IsReadTheSameInAnyCuts() => ReadsTheSame<PolicyRequest>(PolicyProtocol.Read);

    [Fact]
    public void Socketmap_IsReadTheSameInAnyCuts() => ReadsTheSame<SocketmapRequest>(SocketmapProtocol.Read);

    [Fact]
    public void TcpTable_IsReadTheSameInAnyCuts() => ReadsTheSame<TcpTableRequest>(TcpTableProtocol.Read);

    [Fact]
    public void Socketmap_GivesBackWhatWasFramed() =>
        Gen.Select(Gen.Char['a', 'z'].Array[1, 9], Gen.String).Where((_, key) => IsText(key)).Sample((map, key) =>
        {
            var query = Encoding.UTF8.GetBytes(new string(map) + " " + key);
            byte[] wire = [.. Encoding.ASCII.GetBytes(query.Length.ToString(CultureInfo.InvariantCulture)), (byte)':', .. query, (byte)','];

            SocketmapProtocol.Read(new ReadOnlySequence<byte>(wire), out var request, out _).ShouldBe(RequestStatus.Ok);
            request.ShouldBe(new SocketmapRequest(new string(map), key));
        });

    [Fact]
    public void TcpTable_GivesBackWhatWasEncoded() =>
        Gen.String.Where(key => key.Length > 0 && IsText(key)).Sample(key =>
        {
            // Our answers are encoded as requests are (tcp_table(5)).
            var answer = TcpTableProtocol.Answer(200, key);
            byte[] wire = [.. "get "u8, .. answer.AsSpan(4)];

            TcpTableProtocol.Read(new ReadOnlySequence<byte>(wire), out var request, out _).ShouldBe(RequestStatus.Ok);
            request.Key.ShouldBe(key);
        });

    [Fact]
    public void Answers_StayInTheirFrame() =>
        Gen.String.Sample(text =>
        {
            PolicyProtocol.Answer(text)[..^2].ShouldNotContain((byte)'\n');
            TcpTableProtocol.Answer(200, text)[..^1].ShouldNotContain((byte)'\n');
            var reply = SocketmapProtocol.Answer("OK", text);
            int colon = Array.IndexOf(reply, (byte)':');
            int.Parse(Encoding.ASCII.GetString(reply, 0, colon), CultureInfo.InvariantCulture).ShouldBe(reply.Length - colon - 2);
        });

    [Fact]
    public void TooLong_IsInvalidHoweverLittleMoreComes()
    {
        Status<PolicyRequest>(PolicyProtocol.Read, new string('a', PolicyProtocol.MaxRequest)).ShouldBe(RequestStatus.Invalid);
        Status<PolicyRequest>(PolicyProtocol.Read, new string('a', PolicyProtocol.MaxRequest - 1)).ShouldBe(RequestStatus.Incomplete);
        Status<TcpTableRequest>(TcpTableProtocol.Read, new string('a', TcpTableProtocol.MaxLine)).ShouldBe(RequestStatus.Invalid);
        Status<TcpTableRequest>(TcpTableProtocol.Read, new string('a', TcpTableProtocol.MaxLine - 1) + "\n").ShouldBe(RequestStatus.Ok);
        Status<SocketmapRequest>(SocketmapProtocol.Read, "10001:").ShouldBe(RequestStatus.Invalid);
        Status<SocketmapRequest>(SocketmapProtocol.Read, "10000:" + new string('a', 10_000) + ",").ShouldBe(RequestStatus.Ok);
    }

    private static RequestStatus Status<T>(Reader<T> read, string text) => read(new ReadOnlySequence<byte>(Encoding.Latin1.GetBytes(text)), out _, out _);

    private static void ReadsTheSame<T>(Reader<T> read) =>
        Gen.Select(_words, Gen.Int[1, 9], Gen.Byte.Array[0, 12]).Sample((words, piece, junk) =>
        {
            byte[] bytes = [.. Encoding.Latin1.GetBytes(string.Concat(words)), .. junk];
            var whole = ReadAll(read, new ReadOnlySequence<byte>(bytes));

            ReadAll(read, Segments.Of(bytes, piece)).ShouldBe(whole);
            // A beginning is incomplete, or already what the whole is.
            for (int length = 0; length < bytes.Length; length++)
            {
                var status = read(new ReadOnlySequence<byte>(bytes, 0, length), out var request, out _);
                if (status != RequestStatus.Incomplete)
                    (request, status).ShouldBe(whole[0]);
            }
        });

    private static List<(T Request, RequestStatus Status)> ReadAll<T>(Reader<T> read, ReadOnlySequence<byte> buffer)
    {
        var all = new List<(T, RequestStatus)>();
        while (true)
        {
            var status = read(buffer, out var request, out var next);
            all.Add((request, status));
            if (status != RequestStatus.Ok)
            {
                buffer.GetOffset(next).ShouldBe(buffer.GetOffset(buffer.Start));
                return all;
            }
            buffer = buffer.Slice(next);
        }
    }

    private static Gen<string[]> Words(params string[] words) => Gen.Int[0, words.Length - 1].Select(i => words[i]).Array[0, 14];

    private static bool IsText(string text)
    {
        // Lone surrogates are no text; a control character is no part of a tcp_table answer's key that has to come back as it was.
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune == Rune.ReplacementChar)
                return false;
        }
        return Encoding.UTF8.GetByteCount(text) < 1000;
    }
}
