using Rollcall.Tests.Fuzz.Targets;

namespace Rollcall.Tests.Fuzz;

/// <summary>All targets by name, which is also the name of the folder in Corpus/. A target throws for a finding, whatever it throws.</summary>
internal static class FuzzTargets
{
    public static IReadOnlyDictionary<string, Action<byte[]>> All { get; } = new SortedDictionary<string, Action<byte[]>>(StringComparer.Ordinal)
    {
        ["body"] = BodyTarget.Run,
        ["classifier"] = ClassifierTarget.Run,
        ["command"] = CommandTarget.Run,
        ["config"] = ConfigTarget.Run,
        ["enhanced-code"] = EnhancedCodeTarget.Run,
        ["header"] = HeaderTarget.Run,
        ["import"] = ImportTarget.Run,
        ["line"] = LineTarget.Run,
        ["mailbox"] = MailboxTarget.Run,
        ["place"] = PlaceTarget.Run,
        ["policy"] = PolicyTarget.Run,
        ["preamble"] = PreambleTarget.Run,
        ["proxy"] = ProxyTarget.Run,
        ["recipient"] = RecipientTarget.Run,
        ["reply"] = ReplyTarget.Run,
        ["socketmap"] = SocketmapTarget.Run,
        ["tcp-table"] = TcpTableTarget.Run,
        ["xclient"] = XclientTarget.Run,
    };

    /// <summary>The checked-in inputs of a target below <paramref name="folder"/>.</summary>
    public static IEnumerable<string> CorpusOf(string target, string folder) =>
        Directory.EnumerateFiles(Path.Combine(folder, target)).Order(StringComparer.Ordinal);
}
