using Rollcall.Core.Callout;

namespace Rollcall.Replies;

/// <summary>The score of one stage: wrong "invalid" first, for they refuse good mail; then what was missed.</summary>
internal static class Report
{
    internal static void Print(string stage, List<LabelledReply> replies)
    {
        Console.WriteLine();
        Console.WriteLine($"== {stage}: {replies.Count} replies{(stage == "unknown" ? ", read as if at RCPT" : "")}");
        if (replies.Count == 0)
            return;
        PrintGone("bare refusals taken as invalid (a destination known to take others)", replies, SaysInvalid);
        PrintGone("bare refusals taken as doubt", replies, r => r.Meaning == ReplyMeaning.NoSuchUser);
        Console.WriteLine($"relied on a bare refusal: {replies.Count(r => r.Meaning == ReplyMeaning.BareRefusal)}");
        PrintRows("wrong invalid", replies.Where(r => SaysInvalid(r) && !MayBeInvalid(r)));
        PrintRows("missed", replies.Where(r => r.IsGone && !SaysInvalid(r)));
        PrintRows("full or accepted, seen otherwise", replies.Where(IsOtherwise));
        foreach (var server in replies.Where(r => r.IsGone || SaysInvalid(r)).GroupBy(r => r.Server).OrderBy(g => g.Key, StringComparer.Ordinal))
            Console.WriteLine($"  {server.Key,-24} wrong {server.Count(r => SaysInvalid(r) && !MayBeInvalid(r))}, "
                + $"missed {server.Count(r => r.IsGone && !SaysInvalid(r))} of {server.Count(r => r.IsGone)}");
    }

    private static bool SaysInvalid(LabelledReply reply) => reply.Meaning is ReplyMeaning.NoSuchUser or ReplyMeaning.BareRefusal;

    private static bool MayBeInvalid(LabelledReply reply) => reply.Label is "unknown-user" or "suspended";

    private static bool IsOtherwise(LabelledReply reply) => reply.Label switch
    {
        "mailbox-full" => SaysInvalid(reply),
        "accepted" => reply.Stage is "rcpt" or "unknown" && reply.Meaning != ReplyMeaning.Exists,
        // A full mailbox that answers 4.2.2 exists.
        "temporary" => reply.Meaning is ReplyMeaning.Exists,
        _ => reply.Meaning is ReplyMeaning.Exists or ReplyMeaning.MailboxFull,
    };

    private static void PrintGone(string how, List<LabelledReply> replies, Func<LabelledReply, bool> saysInvalid)
    {
        int gone = replies.Count(r => r.IsGone);
        int found = replies.Count(r => r.IsGone && saysInvalid(r));
        int wrong = replies.Count(r => saysInvalid(r) && !MayBeInvalid(r));
        Console.WriteLine($"{how}: wrong invalid {wrong}, found {found} of {gone}");
    }

    private static void PrintRows(string title, IEnumerable<LabelledReply> replies)
    {
        foreach (var r in replies)
            Console.WriteLine($"{title}: {r.Id} {r.Server} [{r.Label}] as {r.Meaning}: {r.Reply.Code} {r.Reply.EnhancedCode} {r.Reply.Text}");
    }
}
