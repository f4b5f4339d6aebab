using System.Security.Cryptography;

namespace Rollcall.Net;

/// <summary>Makes local parts that nobody has, but that look like somebody's: filters and people see ordinary letters.</summary>
internal static class RandomLocalPart
{
    private const int Length = 16; // 24^16 of them: none is ever anybody's

    /// <summary>16 letters; without a and e no word, and no name, comes out.</summary>
    public static string Next() => RandomNumberGenerator.GetString("bcdfghijklmnopqrstuvwxyz", Length);
}
