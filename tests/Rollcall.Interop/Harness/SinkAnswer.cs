namespace Rollcall.Interop.Harness;

/// <summary>What a sink says to one command, and how: late, byte by byte, never, or hanging up behind it.</summary>
internal sealed record SinkAnswer(string Text)
{
    public TimeSpan Delay { get; init; }

    /// <summary>Each byte in a packet of its own.</summary>
    public bool ByteByByte { get; init; }

    /// <summary>Close after the text (an empty text: without any).</summary>
    public bool Drop { get; init; }

    /// <summary>Never answer, and keep the connection.</summary>
    public bool Silent { get; init; }
}

/// <summary>One command line as it came, and when (since the sink was made).</summary>
internal sealed record SinkCommand(TimeSpan At, string Line);

/// <summary>One message that the sink took, as it came, without dot stuffing; the reverse-path and the recipients that the sink accepted.</summary>
internal sealed record SinkMessage(string From, IReadOnlyList<string> Recipients, byte[] Content, int Session)
{
    public string Text => System.Text.Encoding.Latin1.GetString(Content);
}
