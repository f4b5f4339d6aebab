using System.Globalization;
using Rollcall.Core.Callout;
using Rollcall.Protocols.Smtp;

namespace Rollcall.Replies;

/// <summary>One row of the table: a reply, where it came, and what a person says it means.</summary>
internal sealed record LabelledReply(string Id, string Stage, SmtpReply Reply, string Label, string Server)
{
    // The tables do not say who was asked.
    private static readonly Mailbox Asked = new("someone", "destination.example");

    internal bool IsGone => Label == "unknown-user";

    internal ReplyMeaning Meaning => ReplyClassifier.Classify(
        Stage switch
        {
            "connect" => CalloutStage.Banner,
            "mail" => CalloutStage.Mail,
            "data" => CalloutStage.Data,
            _ => CalloutStage.Rcpt,
        },
        Reply,
        Asked);

    /// <summary>Reads the columns id, stage, code, enhanced, text, label, source, server; null for a row without a code.</summary>
    internal static LabelledReply? Parse(string row)
    {
        string[] cells = row.Split('\t');
        if (cells.Length < 6 || !int.TryParse(cells[2], CultureInfo.InvariantCulture, out int code))
            return null;
        EnhancedStatusCode? enhanced = EnhancedStatusCode.TryParse(cells[3], out var found, out _) ? found : null;
        return new LabelledReply(
            cells[0], cells[1], new SmtpReply(code, enhanced, cells[4].Split(" / ")), cells[5], cells.Length > 7 ? cells[7] : "");
    }
}
