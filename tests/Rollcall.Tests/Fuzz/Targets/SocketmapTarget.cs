using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Rollcall.Protocols.Services;

namespace Rollcall.Tests.Fuzz.Targets;

/// <summary>Netstrings of a socketmap: a regular expression gives the same, and what is answered is a netstring.</summary>
internal static partial class SocketmapTarget
{
    public static void Run(byte[] octets)
    {
        var input = new FuzzInput(octets);
        int piece = 1 + (input.Choose(16) * input.Choose(16));
        int length = input.Choose(200) == 199 ? SocketmapProtocol.MaxQuery + 7 : 0;
        Wire.Check<SocketmapRequest>(SocketmapProtocol.Read, Twin, input.Unrolled(length), piece);

        var answer = Encoding.Latin1.GetString(SocketmapProtocol.Answer("OK", input.Text()));
        int said = int.Parse(answer.Split(':')[0], CultureInfo.InvariantCulture);
        Oracle.Same(answer.IndexOf(':', StringComparison.Ordinal) + 1 + said + 1, answer.Length, "length of an answer");
    }

    private static Slow<SocketmapRequest> Twin(byte[] octets)
    {
        var text = Encoding.Latin1.GetString(octets);
        var head = Head().Match(text);
        if (!head.Success)
            return HeadBegun().IsMatch(text) ? Slow<SocketmapRequest>.Incomplete : Slow<SocketmapRequest>.Invalid;
        int length = int.Parse(head.Groups[1].Value, CultureInfo.InvariantCulture);
        if (length > SocketmapProtocol.MaxQuery)
            return Slow<SocketmapRequest>.Invalid;
        int end = head.Length + length;
        if (text.Length <= end)
            return Slow<SocketmapRequest>.Incomplete;
        if (text[end] != ',')
            return Slow<SocketmapRequest>.Invalid;
        var words = FuzzInput.Decode(text[head.Length..end])?.Split(' ', 2);
        var request = words is [{ Length: > 0 } map, var key] ? new SocketmapRequest(map, key) : default;
        return new(RequestStatus.Ok, request, end + 1);
    }

    [GeneratedRegex(@"\A(0|[1-9][0-9]{0,4}):")]
    private static partial Regex Head();

    [GeneratedRegex(@"\A(0|[1-9][0-9]{0,4})?\z")]
    private static partial Regex HeadBegun();
}
