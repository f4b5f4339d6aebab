using System.Buffers;
using System.Text;
using CsCheck;
using Rollcall.Protocols.Smtp.Server;

namespace Rollcall.Tests.Protocols.Smtp.Server;

public sealed class BodyReaderTests
{
    private sealed record Outcome(string Body, BodyFacts Facts, int Consumed, bool Ended);

    [Fact]
    public void AnyBodyHoweverCut_ReadsAsTheSlowOracle()
    {
        var octet = Gen.Frequency((6, Gen.OneOf<byte>((byte)'\r', (byte)'\n', (byte)'.')), (3, Gen.Const((byte)'a')), (1, Gen.OneOf<byte>(0xe9, 0)));
        var text = Gen.OneOf(
            Gen.Const("\r\n"), Gen.Const("\r\n."), Gen.Const("\r\n.\r\n"), octet.Array[0, 5].Select(b => Encoding.Latin1.GetString(b)));
        var body = text.Array[0, 12].Select(parts => Encoding.Latin1.GetBytes(string.Concat(parts)));
        var cuts = Gen.Select(Gen.Int[1, 20], Gen.Int[1, 20]);
        Gen.Select(body, cuts, Gen.Enum<BareNewlinePolicy>(), Gen.Int[0, 30]).Sample((bytes, cut, policy, limit) =>
            Read(bytes, cut.Item1, cut.Item2, new BodyReader(limit, policy), limit).ShouldBe(Oracle(bytes, policy, limit)), iter: 20_000);
    }

    [Fact]
    public void PlainBody_IsGivenOnAsOneSliceOfTheInput()
    {
        byte[] bytes = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("a line of text\r\n", 50)));
        new BodyReader(10_000, BareNewlinePolicy.Keep).Read(new(bytes), out var piece, out _).ShouldBe(BodyStatus.Incomplete);
        piece.Length.ShouldBe(bytes.Length);
        piece.IsSingleSegment.ShouldBeTrue();
        piece.FirstSpan.Overlaps(bytes).ShouldBeTrue();
    }

    [Fact]
    public void BodyOverTheLimit_GivesNothingMoreButFindsItsEnd()
    {
        var reader = new BodyReader(5, BareNewlinePolicy.Keep);
        var outcome = Read("abc\r\ndef\r\n.\r\nQUIT\r\n"u8.ToArray(), 4, 4, reader, 5);
        outcome.Ended.ShouldBeTrue();
        outcome.Consumed.ShouldBe(13);
        outcome.Facts.ShouldBe(new BodyFacts(6, TooLarge: true, BareNewline: false, EightBit: false, Nul: false));
    }

    // As a session does it: octets arrive, what can be judged is consumed, the rest comes again with the next ones.
    private static Outcome Read(byte[] bytes, int arrival, int segment, BodyReader reader, int limit)
    {
        var body = new List<byte>();
        int consumed = 0;
        bool ended = false;
        for (int arrived = Math.Min(arrival, bytes.Length); !ended; arrived = Math.Min(arrived + arrival, bytes.Length))
        {
            BodyStatus status;
            do
            {
                var buffer = Segments.Of(bytes[consumed..arrived], segment);
                status = reader.Read(buffer, out var piece, out var next);
                body.AddRange(piece.ToArray());
                consumed += (int)buffer.Slice(0, next).Length;
            }
            while (status == BodyStatus.More);
            ended = status == BodyStatus.End;
            (arrived - consumed).ShouldBeLessThanOrEqualTo(ended ? int.MaxValue : 2);
            if (arrived == bytes.Length)
                break;
        }
        body.Count.ShouldBeLessThanOrEqualTo(limit);
        return new(reader.Facts.TooLarge ? "" : Encoding.Latin1.GetString([.. body]), reader.Facts, consumed, ended);
    }

    // The rules of RFC 5321 4.5.2 and 4.1.1.4, one octet at a time, with the whole body at hand.
    private static Outcome Oracle(byte[] bytes, BareNewlinePolicy policy, int limit)
    {
        string text = Encoding.Latin1.GetString(bytes);
        var body = new StringBuilder();
        bool bare = false, eightBit = false, nul = false, ended = false;
        int at = 0;
        while (at < text.Length)
        {
            string rest = text[at..];
            bool lineStart = at == 0 || (at >= 2 && text[(at - 2)..at] == "\r\n");
            if (lineStart && rest.StartsWith(".\r\n", StringComparison.Ordinal))
            {
                ended = true;
                at += 3;
                break;
            }
            // What may still become something else is left for the octets to come.
            if (rest == "\r" || (lineStart && rest is "." or ".\r"))
                break;
            if (lineStart && rest[0] == '.')
                at++;
            else if (rest.StartsWith("\r\n", StringComparison.Ordinal))
            {
                body.Append("\r\n");
                at += 2;
            }
            else
            {
                bool newline = rest[0] is '\r' or '\n';
                bare |= newline;
                eightBit |= rest[0] > 127;
                nul |= rest[0] == 0;
                body.Append(newline && policy == BareNewlinePolicy.Normalize ? "\r\n" : rest[..1]);
                at++;
            }
        }
        bool tooLarge = body.Length > limit;
        return new(tooLarge ? "" : body.ToString(), new BodyFacts(Math.Min(body.Length, limit + 1), tooLarge, bare, eightBit, nul), at, ended);
    }
}
