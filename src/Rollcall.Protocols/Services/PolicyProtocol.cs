using System.Buffers;
using System.Text;

namespace Rollcall.Protocols.Services;

/// <summary>What we read of a request of Postfix's policy delegation; empty where Postfix left it out.</summary>
/// <param name="State">protocol_state: RCPT, and others that we have no opinion on.</param>
/// <param name="Client">client_address.</param>
/// <param name="Sender">The reverse-path without brackets; empty for the null reverse-path too.</param>
/// <param name="Recipient">The forward-path without brackets, and without quotes as Postfix holds it.</param>
public readonly record struct PolicyRequest(string State, string Client, string Sender, string Recipient);

/// <summary>The wire of Postfix's policy delegation (SMTPD_POLICY_README): lines of name=value, an empty line ends the request.</summary>
public static class PolicyProtocol
{
    /// <summary>The longest request in octets. Postfix sends some thirty attributes; names out of certificates are the longest of them.</summary>
    public const int MaxRequest = 32 * 1024;

    /// <summary>The state of which we have an opinion.</summary>
    public const string Rcpt = "RCPT";

    private static ReadOnlySpan<byte> End => "\n\n"u8;

    /// <summary>
    /// Reads the request at the beginning of <paramref name="buffer"/>. Invalid: a line without =, a control character, an attribute of ours twice,
    /// no protocol_state, another kind of request, UTF-8 that is not well formed, or too long.
    /// </summary>
    public static RequestStatus Read(in ReadOnlySequence<byte> buffer, out PolicyRequest request, out SequencePosition next)
    {
        request = default;
        next = buffer.Start;
        var reader = new SequenceReader<byte>(buffer);
        if (reader.IsNext((byte)'\n'))
            return RequestStatus.Invalid;
        if (!reader.TryReadTo(out ReadOnlySequence<byte> lines, End))
            return buffer.Length < MaxRequest ? RequestStatus.Incomplete : RequestStatus.Invalid;
        if (lines.Length + End.Length > MaxRequest)
            return RequestStatus.Invalid;
        if (!TryParse(lines.IsSingleSegment ? lines.FirstSpan : lines.ToArray(), out request))
            return RequestStatus.Invalid;
        next = reader.Position;
        return RequestStatus.Ok;
    }

    /// <summary>The answer of the wire; control characters of <paramref name="action"/> become '?'.</summary>
    public static byte[] Answer(string action) => Encoding.UTF8.GetBytes($"action={WireText.OneLine(action)}\n\n");

    private static bool TryParse(ReadOnlySpan<byte> lines, out PolicyRequest request)
    {
        string? kind = null, state = null, client = null, sender = null, recipient = null;
        bool good = true;
        foreach (var range in lines.Split((byte)'\n'))
        {
            var line = lines[range];
            int equals = line.IndexOf((byte)'=');
            if (equals <= 0 || line.ContainsAnyInRange((byte)0, (byte)0x1f) || line.Contains((byte)0x7f))
            {
                good = false;
                break;
            }
            var name = line[..equals];
            var value = line[(equals + 1)..];
            good &= name switch
            {
                _ when name.SequenceEqual("request"u8) => TryTake(ref kind, value),
                _ when name.SequenceEqual("protocol_state"u8) => TryTake(ref state, value),
                _ when name.SequenceEqual("client_address"u8) => TryTake(ref client, value),
                _ when name.SequenceEqual("sender"u8) => TryTake(ref sender, value),
                _ when name.SequenceEqual("recipient"u8) => TryTake(ref recipient, value),
                _ => true,
            };
        }
        request = good ? new PolicyRequest(state ?? "", client ?? "", sender ?? "", recipient ?? "") : default;
        return good && state is not null && (kind is null or "smtpd_access_policy");
    }

    // The same attribute twice could mean either: whom would the answer be about?
    private static bool TryTake(ref string? known, ReadOnlySpan<byte> value) => known is null && WireText.TryDecode(value, out known);
}
