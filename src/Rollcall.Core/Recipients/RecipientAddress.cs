using System.Buffers;
using System.Text;
using Rollcall.Core.Domains;
using Rollcall.Protocols.Smtp;

namespace Rollcall.Core.Recipients;

/// <summary>From an address as written to the key that the directory knows, and to the spelling that the question carries.</summary>
public static class RecipientAddress
{
    private const int MaxLocalOctets = 64; // RFC 5321 4.5.3.1.1

    // All that Unicode has: KELVIN SIGN, GREEK QUESTION MARK and GREEK VARIA are K, ; and ` in NFC.
    private static readonly SearchValues<char> _becomesAscii = SearchValues.Create("\u212a\u037e\u1fef");

    /// <summary>
    /// The key of <paramref name="mailbox"/> in <paramref name="domain"/>: quoting undone, ASCII letters folded unless the domain is case
    /// sensitive, NFC, tag cut off, postmaster in any case. False when the local part is over 64 octets or not well formed, or holds a sign of which NFC
    /// makes ASCII: the answer to its question would be remembered of somebody else's mailbox.
    /// </summary>
    public static bool TryGetKey(Mailbox mailbox, ProtectedDomain domain, out RecipientKey key)
    {
        key = default;
        var local = Unquote(mailbox.LocalPart);
        if (local.Length == 0 || Encoding.UTF8.GetByteCount(local) > MaxLocalOctets)
            return false;
        if (!domain.CaseSensitive || IsPostmaster(local))
            local = FoldAscii(local);
        if (!Ascii.IsValid(local) && !TryNfc(ref local))
            return false;
        key = new RecipientKey(domain.Name, WithoutTag(local, domain.SubaddressSeparator));
        return true;
    }

    /// <summary>
    /// The spelling of a question: the asker's own local part less the tag, quoted only where it must be (RFC 5321 4.1.2), in the normal form of
    /// the domain.
    /// </summary>
    public static Mailbox ForQuestion(Mailbox mailbox, ProtectedDomain domain) =>
        new(Quote(WithoutTag(Unquote(mailbox.LocalPart), domain.SubaddressSeparator)), domain.Name);

    /// <summary>
    /// Whether <paramref name="asked"/> is spelled as <paramref name="key"/> is. Only then does a "no such user" hold for the key: a server may
    /// tell Bob, "bob" and bob apart (RFC 5321 2.4).
    /// </summary>
    public static bool IsSpelledAs(Mailbox asked, RecipientKey key) => asked.Domain == key.Domain && asked.LocalPart == Quote(key.Local);

    /// <summary>Whether a local part is postmaster, in any case (RFC 5321 4.5.1); quoted it is the same mailbox (4.1.2).</summary>
    public static bool IsPostmaster(string local) => Unquote(local).Equals("postmaster", StringComparison.OrdinalIgnoreCase);

    /// <summary>The local part without its quotes and backslashes (RFC 5321 4.1.2: both forms name the same mailbox).</summary>
    public static string Unquote(string local)
    {
        if (local.Length < 2 || local[0] != '"' || local[^1] != '"')
            return local;
        var plain = new StringBuilder(local.Length);
        for (int i = 1; i < local.Length - 1; i++)
        {
            if (local[i] == '\\' && i + 1 < local.Length - 1)
                i++;
            plain.Append(local[i]);
        }
        return plain.ToString();
    }

    /// <summary>The local part as the wire needs it: quoted unless it is a dot-atom (RFC 5321 4.1.2).</summary>
    public static string Quote(string local) => IsDotAtom(local)
        ? local
        : "\"" + local.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + "\"";

    private static bool IsDotAtom(string local)
    {
        bool dot = true; // a dot may stand neither first, last nor twice
        foreach (char c in local)
        {
            if (c == '.' ? dot : !char.IsAsciiLetterOrDigit(c) && c < 128 && !"!#$%&'*+-/=?^_`{|}~".Contains(c))
                return false;
            dot = c == '.';
        }
        return !dot;
    }

    private static string WithoutTag(string local, string separator)
    {
        if (separator.Length == 0)
            return local;
        int at = local.IndexOf(separator, StringComparison.Ordinal);
        return at > 0 ? local[..at] : local;
    }

    // Never by a culture: ToLowerInvariant turns KELVIN SIGN into k, which is somebody else's mailbox.
    private static string FoldAscii(string local) => !local.AsSpan().ContainsAnyInRange('A', 'Z')
        ? local
        : string.Create(local.Length, local, static (to, from) =>
        {
            for (int i = 0; i < from.Length; i++)
                to[i] = from[i] is >= 'A' and <= 'Z' ? (char)(from[i] | 0x20) : from[i];
        });

    private static bool TryNfc(ref string local)
    {
        if (local.AsSpan().ContainsAny(_becomesAscii))
            return false;
        try
        {
            local = local.Normalize(NormalizationForm.FormC);
            return Encoding.UTF8.GetByteCount(local) <= MaxLocalOctets;
        }
        catch (ArgumentException) // lone surrogates
        {
            return false;
        }
    }
}
