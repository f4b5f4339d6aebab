using System.Text;
using System.Text.RegularExpressions;
using Rollcall.Protocols.Services;

namespace Rollcall.Tests.Fuzz.Targets;

/// <summary>Lines of tcp_table: a regular expression gives the same, and a key that is answered comes back as it was.</summary>
internal static partial class TcpTableTarget
{
    public static void Run(byte[] octets)
    {
        var input = new FuzzInput(octets);
        int piece = 1 + (input.Choose(16) * input.Choose(16));
        int length = input.Choose(200) == 199 ? TcpTableProtocol.MaxLine + input.Choose(3) - 1 : 0;
        Wire.Check<TcpTableRequest>(TcpTableProtocol.Read, Twin, input.Unrolled(length), piece);
        CheckAnswer(input.Text());
    }

    private static Slow<TcpTableRequest> Twin(byte[] octets)
    {
        var text = Encoding.Latin1.GetString(octets);
        int end = text.IndexOf('\n', StringComparison.Ordinal);
        if (end < 0)
            return text.Length < TcpTableProtocol.MaxLine ? Slow<TcpTableRequest>.Incomplete : Slow<TcpTableRequest>.Invalid;
        if (end + 1 > TcpTableProtocol.MaxLine)
            return Slow<TcpTableRequest>.Invalid;
        return new(RequestStatus.Ok, new TcpTableRequest(KeyOf(text[..end])), end + 1);
    }

    private static string? KeyOf(string line) => Get().Match(line) is { Success: true } get
        ? FuzzInput.Decode(Encoded().Replace(get.Groups[1].Value, code => ((char)Convert.FromHexString(code.Value[1..])[0]).ToString()))
        : null;

    private static void CheckAnswer(string text)
    {
        var answer = Encoding.Latin1.GetString(TcpTableProtocol.Answer(200, text));
        Oracle.Holds(answer.Length <= TcpTableProtocol.MaxLine && Frame().IsMatch(answer), "an answer leaves its frame");
        if (text.Length is > 0 and < 400)
            Oracle.Same(text, KeyOf("get " + answer[4..^1]), "a key that was answered");
    }

    [GeneratedRegex(@"\Aget ((?:[^%\x00-\x1f\x7f]|%[0-9A-Fa-f]{2})+)\z")]
    private static partial Regex Get();

    [GeneratedRegex(@"%..")]
    private static partial Regex Encoded();

    [GeneratedRegex(@"\A200 (?:[!-$&-~]|%[0-9A-F]{2})*\n\z")]
    private static partial Regex Frame();
}
