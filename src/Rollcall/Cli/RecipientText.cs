using Rollcall.Api;

namespace Rollcall.Cli;

/// <summary>One recipient as a person reads it: the verdict and where it came from, what will happen next, and what has happened.</summary>
internal static class RecipientText
{
    /// <summary>Writes <paramref name="item"/>; the lines of its last question, which name the session of the mail that it was asked for, stand in the history.</summary>
    public static void Write(RecipientJson item, TextWriter to)
    {
        to.WriteLine($"{item.Address} is {item.Verdict}{(item.Pin is null ? "" : $", pinned by {item.PinBy}")}");
        Write(to, "verified", item.VerifiedAt);
        Write(to, "expires", item.ExpiresAt);
        Write(to, "first seen", item.FirstSeen);
        Write(to, "last mail", item.LastMail);
        if (item.Evidence is { } said)
        {
            var words = string.Join(' ', new[] { said.Code?.ToString(System.Globalization.CultureInfo.InvariantCulture), said.EnhancedCode, said.Text }.Where(part => !string.IsNullOrEmpty(part)));
            Write(to, "server", $"{words} ({said.Stage}{(said.Host is null ? "" : " at " + said.Host)})");
        }
        var name = "next";
        foreach (var sentence in item.Next ?? [])
        {
            Write(to, name, sentence);
            name = "";
        }
        foreach (var what in item.History ?? [])
        {
            to.WriteLine($"{what.At} {what.Kind}: {what.Verdict}");
            foreach (var line in what.Evidence.Split('\n', StringSplitOptions.RemoveEmptyEntries))
                to.WriteLine("    " + line);
        }
    }

    private static void Write(TextWriter to, string name, string? value)
    {
        if (value is not null)
            to.WriteLine($"  {name,-10} {value}");
    }
}
