using System.Text;

namespace Rollcall.Tests.Fuzz;

/// <summary>The octets of one run: some in front choose settings, the rest is what the parser reads.</summary>
internal sealed class FuzzInput(byte[] octets)
{
    private static readonly UTF8Encoding _strict = new(false, throwOnInvalidBytes: true);
    private int _at;

    /// <summary>The next setting, 0 to <paramref name="count"/> - 1; 0 when there are no more octets.</summary>
    public int Choose(int count) => _at < octets.Length ? octets[_at++] % count : 0;

    /// <summary>What is left.</summary>
    public byte[] Rest() => octets[_at..];

    /// <summary>What is left, over and over until it has <paramref name="length"/> octets: so small files reach the limits of long input.</summary>
    public byte[] Unrolled(int length)
    {
        var rest = Rest();
        if (rest.Length == 0 || rest.Length >= length)
            return rest;
        var all = new byte[length];
        for (int at = 0; at < length; at++)
            all[at] = rest[at % rest.Length];
        return all;
    }

    /// <summary>What is left as text; what is not UTF-8 becomes U+FFFD.</summary>
    public string Text() => Encoding.UTF8.GetString(Rest());

    /// <summary>Octets as UTF-8, or null when they are not.</summary>
    public static string? Decode(byte[] octets)
    {
        try
        {
            return _strict.GetString(octets);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    /// <summary>The same for octets that stand in a string, one each.</summary>
    public static string? Decode(string latin1) => Decode(Encoding.Latin1.GetBytes(latin1));
}
