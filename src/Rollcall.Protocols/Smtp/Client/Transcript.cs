using System.Globalization;
using System.Text;

namespace Rollcall.Protocols.Smtp.Client;

/// <summary>The lines of a conversation as a person reads them, each with the milliseconds since its begin. Bounded; what is more is left out.</summary>
public sealed class Transcript(TimeProvider time, int maxCharacters = 64 * 1024)
{
    private readonly Lock _changing = new();
    private readonly StringBuilder _text = new();
    private readonly long _begin = time.GetTimestamp();

    /// <summary>Adds what happened beside the wire, such as the address that was dialled.</summary>
    public void Note(string text) => Add("* ", text);

    /// <summary>Adds a line of ours.</summary>
    public void Sent(string line) => Add("> ", line);

    /// <summary>Adds the lines of a reply.</summary>
    public void Received(SmtpReply reply)
    {
        for (int i = 0; i < reply.Lines.Count; i++)
        {
            var enhanced = reply.EnhancedCode is { } code ? code + " " : "";
            Add("< ", string.Create(CultureInfo.InvariantCulture, $"{reply.Code}{(i == reply.Lines.Count - 1 ? ' ' : '-')}{enhanced}{reply.Lines[i]}"));
        }
    }

    /// <summary>All lines, each ended by LF.</summary>
    public override string ToString()
    {
        lock (_changing) // whose time is over reads it while the conversation goes on
            return _text.ToString();
    }

    private void Add(string mark, string line)
    {
        long milliseconds = (long)Math.Round(time.GetElapsedTime(_begin).TotalMilliseconds);
        lock (_changing)
            Add(mark, line, milliseconds);
    }

    private void Add(string mark, string line, long milliseconds)
    {
        if (_text.Length + line.Length > maxCharacters)
            return;
        _text.Append(CultureInfo.InvariantCulture, $"{milliseconds,8} ms {mark}");
        int begin = _text.Length;
        _text.Append(line);
        for (int i = 0; i < line.Length; i++)
        {
            if (char.IsControl(line[i]))
                _text[begin + i] = '?';
        }
        _text.Append('\n');
    }
}
