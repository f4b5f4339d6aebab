using System.Globalization;
using System.Text;

namespace Rollcall.Core.Callout;

/// <summary>
/// The form in which texts and phrases are compared: lower case, no diacritics, one space between words and at both ends,
/// "." for an end of sentence, "," for a smaller pause, "?" for letters that were lost on the way.
/// </summary>
internal static class PhraseFold
{
    private static readonly (string From, string To)[] SameWords =
    [
        (" e mail", " email"), (" mail box", " mailbox"), (" can not ", " cannot "), (" cant ", " cannot "), (" doesnt ", " does not "),
        (" dont ", " do not "), (" didnt ", " did not "), (" isnt ", " is not "), (" arent ", " are not "), (" wasnt ", " was not "),
        (" couldnt ", " could not "), (" hasnt ", " has not "), (" doesn t ", " does not "), (" isn t ", " is not "),
        (" non existent ", " nonexistent "), (" user id ", " userid "), (" nexiste ", " n existe "), (" nest ", " n est "),
    ];

    internal static string Fold(string text)
    {
        string plain = Decompose(text);
        var folded = new StringBuilder(plain.Length + 2).Append(' ');
        for (int i = 0; i < plain.Length; i++)
            Append(folded, plain, i);
        if (folded[^1] != ' ')
            folded.Append(' ');
        foreach (var (from, to) in SameWords)
            folded.Replace(from, to);
        return folded.ToString();
    }

    // Normalize throws on a lone surrogate and on U+FFFE, and a server may send anything.
    private static string Decompose(string text)
    {
        if (Ascii.IsValid(text))
            return text;
        var valid = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
            valid.Append(Rune.GetUnicodeCategory(rune) == UnicodeCategory.OtherNotAssigned ? "\ufffd" : rune.ToString());
        return valid.ToString().Normalize(NormalizationForm.FormKD);
    }

    private static void Append(StringBuilder folded, string text, int at)
    {
        char c = text[at];
        if (c is >= '\u0300' and <= '\u036f')
            return;
        if (char.IsAsciiLetterOrDigit(c))
            folded.Append(char.ToLowerInvariant(c));
        else if (c is '\'' or '\u2019' or '\u02bc' && IsLetter(text, at - 1) && IsContraction(text, at + 1))
            return;
        else if (c == '\ufffd' || (c == '?' && IsLetter(text, at - 1) && IsLetter(text, at + 1)) || (c == '?' && folded[^1] == '?'))
            AppendLost(folded);
        else if (c is '.' or '!' or ';' or '?' or '\u3002')
            AppendPause(folded, '.');
        else if (c is ',' or ':' or '(' or ')' or '[' or ']' or '\u3001' || (c is '-' or '\u2013' or '\u2014' or '/' && IsSpace(text, at - 1)))
            AppendPause(folded, ',');
        else if (c > '\x7f')
            AppendForeign(folded, c);
        else if (folded[^1] != ' ')
            folded.Append(' ');
    }

    private static void AppendForeign(StringBuilder folded, char c)
    {
        switch (char.ToLowerInvariant(c))
        {
            case 'ł': folded.Append('l'); break;
            case 'ø': folded.Append('o'); break;
            case 'đ': folded.Append('d'); break;
            case 'ß': folded.Append("ss"); break;
            case 'æ': folded.Append("ae"); break;
            case 'œ': folded.Append("oe"); break;
            case 'ı': folded.Append('i'); break;
            case var lower when char.IsLetterOrDigit(lower) || char.IsSurrogate(lower) || lower is '\u3099' or '\u309a':
                folded.Append(lower);
                break;
            default:
                if (folded[^1] != ' ')
                    folded.Append(' ');
                break;
        }
    }

    private static void AppendLost(StringBuilder folded)
    {
        if (folded[^1] != '?')
            folded.Append('?');
    }

    private static void AppendPause(StringBuilder folded, char pause)
    {
        if (folded[^1] != ' ')
            folded.Append(' ');
        if (folded.Length >= 2 && folded[^2] is '.' or ',')
            folded.Length -= 2;
        if (folded.Length == 0 || folded[^1] != ' ')
            folded.Append(' ');
        folded.Append(pause).Append(' ');
    }

    // doesn't and user's are one word, l'adresse is two.
    private static bool IsContraction(string text, int at)
    {
        int end = at;
        while (end < text.Length && end < at + 3 && IsLetter(text, end))
            end++;
        return text.AsSpan(at, end - at) is "t" or "s" or "T" or "S" or "re" or "ve" or "ll" or "d" or "m";
    }

    private static bool IsLetter(string text, int at) => at >= 0 && at < text.Length && (char.IsLetter(text[at]) || text[at] is >= '\u0300' and <= '\u036f');

    private static bool IsSpace(string text, int at) => at < 0 || char.IsWhiteSpace(text[at]);
}
