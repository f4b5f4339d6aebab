using System.Text;
using CsCheck;
using Rollcall.Config;

namespace Rollcall.Tests.Config;

/// <summary>Whatever the bytes, there are options or errors, and nothing is thrown.</summary>
public sealed class ConfigFuzzTests
{
    // Pieces that reach further into the parser than random bytes do.
    private static readonly string[] _pieces =
    [
        "[", "]", "[[", "]]", "{", "}", "=", ",", "\"", "'", "\"\"\"", "'''", "\n", "\r\n", "\r", "#", ".", "\\", "\\u", "\0", "\u2028", "\ufeff", "\ud800", "é",
        "1", "-", "0x", "1e9", "inf", "nan", "true", "2020-01-01", "domain", "smtp", "callout", "hostname", "listen", "name", "deliver_to", "a", " ",
        "\n[[domain]]\n", "\n[smtp]\n", "\n[domain.callout]\n", "\nhostname = \"mx.gateway.test\"\n", "\nlisten = [\"[::]:25\"]\n", "\nwait = \"5s\"\n",
    ];

    private static readonly Gen<string> _piece = Gen.Int[0, _pieces.Length - 1].Select(i => _pieces[i]);

    private static readonly byte[] _valid = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Config", "Good", "every-key.toml"));

    [Fact]
    public void RandomBytes_AreAnsweredWithErrors() =>
        Gen.Byte.Array[0, 200].Sample(bytes => IsAnswered(bytes), iter: 2000);

    [Fact]
    public void RandomPieces_AreAnswered() =>
        _piece.Array[0, 60].Sample(pieces => IsAnswered(Encoding.UTF8.GetBytes(string.Concat(pieces))), iter: 500);

    [Fact]
    public void ValidFile_WithSomeBytesReplaced_IsAnswered() =>
        Gen.Select(Gen.Int[0, _valid.Length - 1], Gen.Int[0, 40], _piece).Array[1, 4].Sample(changes =>
        {
            var bytes = _valid.ToList();
            foreach (var (at, length, piece) in changes)
            {
                int start = Math.Min(at, bytes.Count);
                bytes.RemoveRange(start, Math.Min(length, bytes.Count - start));
                bytes.InsertRange(start, Encoding.UTF8.GetBytes(piece));
            }
            return IsAnswered([.. bytes]);
        }, iter: 500);

    [Fact]
    public void CutFile_IsAnswered()
    {
        for (int length = 0; length < _valid.Length; length += 7)
            IsAnswered(_valid[..length]).ShouldBeTrue();
    }

    // What is valid also prints and reads back; what is not has its lines in order.
    private static bool IsAnswered(byte[] bytes)
    {
        var result = ConfigLoader.Parse("rollcall.toml", bytes);
        if (!result.IsValid)
            return result.Errors.Count > 0 && result.Errors.Zip(result.Errors.Skip(1)).All(pair => pair.First.Line <= pair.Second.Line);
        var printed = ConfigPrinter.Print(result.Options);
        var again = ConfigLoader.Parse("rollcall.toml", Encoding.UTF8.GetBytes(printed));
        return result.Errors.Count == 0 && again.IsValid && ConfigPrinter.Print(again.Options) == printed;
    }
}
