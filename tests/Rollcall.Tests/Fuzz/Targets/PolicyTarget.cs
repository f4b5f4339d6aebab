using System.Text;
using System.Text.RegularExpressions;
using Rollcall.Protocols.Services;

namespace Rollcall.Tests.Fuzz.Targets;

/// <summary>Postfix's policy delegation: the lines of a request in a table give the same.</summary>
internal static partial class PolicyTarget
{
    private static readonly string[] _ours = ["request", "protocol_state", "client_address", "sender", "recipient"];

    public static void Run(byte[] octets)
    {
        var input = new FuzzInput(octets);
        int piece = 1 + (input.Choose(16) * input.Choose(16));
        int length = input.Choose(200) == 199 ? PolicyProtocol.MaxRequest + input.Choose(3) - 1 : 0;
        Wire.Check<PolicyRequest>(PolicyProtocol.Read, Twin, input.Unrolled(length), piece);

        var answer = Encoding.UTF8.GetString(PolicyProtocol.Answer(input.Text()));
        Oracle.Holds(Frame().IsMatch(answer), "an answer leaves its frame");
    }

    private static Slow<PolicyRequest> Twin(byte[] octets)
    {
        var text = Encoding.Latin1.GetString(octets);
        if (text.StartsWith('\n'))
            return Slow<PolicyRequest>.Invalid;
        int end = text.IndexOf("\n\n", StringComparison.Ordinal);
        if (end < 0)
            return octets.Length < PolicyProtocol.MaxRequest ? Slow<PolicyRequest>.Incomplete : Slow<PolicyRequest>.Invalid;
        if (end + 2 > PolicyProtocol.MaxRequest)
            return Slow<PolicyRequest>.Invalid;
        var lines = text[..end].Split('\n').Select(line => Line().Match(line)).ToList();
        var ours = lines.Where(line => _ours.Contains(line.Groups[1].Value)).ToList();
        if (lines.Any(line => !line.Success) || ours.DistinctBy(line => line.Groups[1].Value).Count() < ours.Count)
            return Slow<PolicyRequest>.Invalid;
        var values = ours.ToDictionary(line => line.Groups[1].Value, line => FuzzInput.Decode(line.Groups[2].Value));
        if (values.ContainsValue(null) || !values.ContainsKey("protocol_state") || values.GetValueOrDefault("request", "smtpd_access_policy") != "smtpd_access_policy")
            return Slow<PolicyRequest>.Invalid;
        string Of(string name) => values.GetValueOrDefault(name) ?? "";
        return new(RequestStatus.Ok, new PolicyRequest(Of("protocol_state"), Of("client_address"), Of("sender"), Of("recipient")), end + 2);
    }

    [GeneratedRegex(@"\A([^=\x00-\x1f\x7f]+)=([^\x00-\x1f\x7f]*)\z")]
    private static partial Regex Line();

    [GeneratedRegex(@"\Aaction=[^\x00-\x1f\x7f]*\n\n\z")]
    private static partial Regex Frame();
}
