using System.Globalization;
using System.Text;
using Rollcall.Protocols;

namespace Rollcall.Core.Domains;

/// <summary>The normal form of a domain: one trailing dot off, NFC, lower case, IDNA A-labels, at most 255 octets, no address literal.</summary>
public static class DomainName
{
    private const int MaxOctets = 255; // RFC 5321 4.5.3.1.2
    private static readonly IdnMapping _idn = new() { AllowUnassigned = false, UseStd3AsciiRules = false };

    /// <summary>Normalises <paramref name="text"/>; false when no domain has this form.</summary>
    public static bool TryNormalize(string text, out string domain)
    {
        domain = "";
        var name = text.EndsWith('.') ? text[..^1] : text;
        if (name.Length == 0 || name.Length > MaxOctets)
            return false;
        if (!Ascii.IsValid(name) && !TryToAscii(ref name))
            return false;
        if (name.AsSpan().ContainsAnyInRange('A', 'Z'))
            name = name.ToLowerInvariant();
        if (name.Length > MaxOctets || !HasLabels(name) || IpLiteral.TryParse(name, out _))
            return false;
        domain = name;
        return true;
    }

    private static bool TryToAscii(ref string name)
    {
        try
        {
            name = _idn.GetAscii(name.Normalize(NormalizationForm.FormC));
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    // RFC 5321 4.1.2 allows letters, digits and hyphens; underscores are met in the wild and harm nobody.
    private static bool HasLabels(string name)
    {
        int label = 0;
        foreach (char c in name)
        {
            if (c == '.')
            {
                if (label == 0)
                    return false;
                label = 0;
            }
            else if ((char.IsAsciiLetterOrDigit(c) || c is '-' or '_') && label < 63) // RFC 1035 2.3.4
                label++;
            else
                return false;
        }
        return label > 0;
    }
}
