using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Rollcall.Api;
using Rollcall.Core.Callout;
using Rollcall.Core.Domains;
using Rollcall.Core.Peers;
using Rollcall.Core.Recipients;
using Rollcall.Net;
using Rollcall.Protocols.Smtp;
using Rollcall.Protocols.Smtp.Client;

namespace Rollcall.Cli;

/// <summary>How `rollcall verify` was called.</summary>
internal sealed record VerifyArguments(string Address, string ConfigFile, string? Server, bool AsJson, bool WithTranscript);

/// <summary>Asks about one address now, in this process, past the memory; it remembers nothing.</summary>
internal static class VerifyCommand
{
    public static async Task<int> RunAsync(VerifyArguments arguments, TimeProvider time, CancellationToken cancel)
    {
        if (!MailboxParser.TryParseAddress(arguments.Address, out var mailbox, out var reason))
            return Terminal.Fail(ExitCode.Usage, $"\"{arguments.Address}\" is no address: {reason}");
        if (!DomainName.TryNormalize(mailbox.Domain, out var name))
            return Terminal.Fail(ExitCode.Usage, $"\"{mailbox.Domain}\" is no domain");
        var (target, exit) = DirectTarget.Find(name, arguments.ConfigFile, arguments.Server, time);
        if (target is null)
            return exit;
        if (!RecipientAddress.TryGetKey(mailbox, target.Domain, out var key))
            return Terminal.Fail(ExitCode.Usage, $"\"{arguments.Address}\" is no address: its local part is too long or not well formed");
        using var health = new PeerHealth(target.Options.Breaker.ToSettings(), time, NullLogger<PeerHealth>.Instance);
        var questioner = new Questioner(
            target.Opener, health, target.Own, target.Options.Limits.Waiting, RandomLocalPart.Next, time, NullLogger<Questioner>.Instance);
        await using var quits = questioner.ConfigureAwait(false);
        var transcript = new Transcript(time);
        var result = await questioner.AskAsync(target.Domain, mailbox, transcript, cancel).ConfigureAwait(false);
        Print(arguments, key, result, time);
        return result.Verdict switch { Verdict.Valid => ExitCode.Ok, Verdict.Invalid => ExitCode.NoUser, _ => ExitCode.TempFail };
    }

    private static void Print(VerifyArguments arguments, RecipientKey key, CalloutResult result, TimeProvider time)
    {
        long? at = result.Verdict == Verdict.Unverifiable ? null : time.GetUtcNow().ToUnixTimeMilliseconds();
        var known = new Verification(result.Verdict, VerdictSource.Callout, result.Evidence, at, null);
        if (arguments.AsJson)
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(VerificationJson.Of(key, known), Json.Options));
            return;
        }
        if (arguments.WithTranscript)
            Console.Out.Write(result.Transcript);
        var evidence = result.Evidence;
        var said = evidence.Code is null ? evidence.Text : $"{evidence.Code} {(evidence.EnhancedCode is { } code ? code + " " : "")}{evidence.Text}";
        Console.Out.WriteLine($"{key} is {result.Verdict.Word()} ({evidence.Stage.Word()} at {evidence.Host ?? "no host"}: {said})");
    }
}
