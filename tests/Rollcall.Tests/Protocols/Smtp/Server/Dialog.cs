using System.Globalization;
using System.Text;

namespace Rollcall.Tests.Protocols.Smtp.Server;

/// <summary>
/// A wire dialog from a text file. <c>C: </c> a line of the client, <c>C- </c> the same without CRLF, <c>S: </c> a line of the server,
/// <c>S~ </c> its beginning, <c>=</c> a piece of the body that the host got, <c>! </c> a setting, <c>&lt;close&gt;</c> the server closes,
/// <c>&lt;tls&gt;</c> the handshake behind STARTTLS, <c># </c> the story. Escapes: \r \n \t \0 \\ \xHH, and {5000*a} for repetition.
/// </summary>
internal sealed record Dialog(string Story, IReadOnlyList<string> Settings, IReadOnlyList<DialogTurn> Turns, byte[]? Body, bool Closes)
{
    public static Dialog Read(string path)
    {
        var story = new StringBuilder();
        var settings = new List<string>();
        var turns = new List<DialogTurn>();
        byte[]? body = null;
        bool closes = false;
        foreach (string line in File.ReadAllLines(path).Where(l => l.Length > 0))
        {
            string rest = line.Length > 3 ? line[3..] : "";
            switch (line.Length > 1 ? line[..2] : line)
            {
                case "# ": story.AppendLine(line[2..]); break;
                case "! ": settings.Add(line[2..]); break;
                case "C:": Speak(turns, [.. Unescape(rest), .. "\r\n"u8]); break;
                case "C-": Speak(turns, Unescape(rest)); break;
                case "S:": turns[^1].Replies.Add(new(rest, Whole: true)); break;
                case "S~": turns[^1].Replies.Add(new(rest, Whole: false)); break;
                case "=" or "= ": body = [.. body ?? [], .. Unescape(line[1..].TrimStart(' '))]; break;
                case "<c": closes = true; break;
                case "<t": turns.Add(new([], []) { Encrypts = true }); break;
                default: throw new FormatException($"{path}: {line}");
            }
            if (turns.Count == 0 && line.StartsWith('#'))
                turns.Add(new([], []));
        }
        return new(story.ToString(), settings, turns, body, closes);
    }

    private static void Speak(List<DialogTurn> turns, byte[] bytes)
    {
        if (turns[^1].Replies.Count > 0)
            turns.Add(new([], []));
        turns[^1].Lines.Add(bytes);
    }

    private static byte[] Unescape(string text)
    {
        var bytes = new List<byte>();
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '{')
            {
                int star = text.IndexOf('*', i), end = text.IndexOf('}', star);
                int times = int.Parse(text[(i + 1)..star], CultureInfo.InvariantCulture);
                byte[] what = Unescape(text[(star + 1)..end]);
                for (int n = 0; n < times; n++)
                    bytes.AddRange(what);
                i = end;
            }
            else if (text[i] != '\\')
                bytes.AddRange(Encoding.UTF8.GetBytes(text[i].ToString()));
            else if (text[++i] == 'x')
            {
                bytes.Add(Convert.ToByte(text.Substring(i + 1, 2), 16));
                i += 2;
            }
            else
                bytes.Add(text[i] switch { 'r' => 13, 'n' => 10, 't' => 9, '0' => 0, '\\' => 92, _ => throw new FormatException(text) });
        }
        return [.. bytes];
    }
}

/// <summary>What the client says in one breath, and what it then waits for.</summary>
internal sealed record DialogTurn(List<byte[]> Lines, List<ExpectedReply> Replies)
{
    /// <summary>The handshake comes first.</summary>
    public bool Encrypts { get; init; }
}

/// <summary>A line of the server, whole or its beginning.</summary>
internal sealed record ExpectedReply(string Text, bool Whole);
