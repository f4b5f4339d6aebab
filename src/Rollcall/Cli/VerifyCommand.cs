using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Rollcall.Api;
using Rollcall.Config;
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
        var options = new RollcallOptions { Hostname = MachineName.Get() };
        if (arguments.Server is null)
        {
            var loaded = ConfigLoader.Load(arguments.ConfigFile);
            if (loaded.Options is null)
                return Terminal.Fail(ExitCode.Config, [.. loaded.Errors.Select(error => error.ToString())]);
            options = loaded.Options;
        }
        if (!TryFindDomain(arguments, mailbox, options, out var domain, out var error))
            return Terminal.Fail(ExitCode.Usage, error);
        if (!RecipientAddress.TryGetKey(mailbox, domain!, out var key))
            return Terminal.Fail(ExitCode.Usage, $"\"{arguments.Address}\" is no address: its local part is too long or not well formed");
        var own = new OwnNames(options.Hostname);
        var scope = options.Dns.AllowPrivate || arguments.Server is not null ? AddressScope.Any : AddressScope.Public;
        var locator = new PeerLocator(new DnsResolver(options.Dns.Servers, new HostsFile("/etc/hosts"), time), options.Hostname, scope);
        var opener = new PeerOpener(new Dialer(time), locator, own, time);
        var questioner = new Questioner(opener, own, options.Limits.Waiting, RandomLocalPart.Next, time, NullLogger<Questioner>.Instance);
        var transcript = new Transcript(time);
        var result = await questioner.AskAsync(domain!, mailbox, transcript, cancel).ConfigureAwait(false);
        Print(arguments, key, result, time);
        return result.Verdict switch { Verdict.Valid => ExitCode.Ok, Verdict.Invalid => ExitCode.NoUser, _ => ExitCode.TempFail };
    }

    private static bool TryFindDomain(VerifyArguments arguments, Mailbox mailbox, RollcallOptions options, out ProtectedDomain? domain, out string error)
    {
        domain = null;
        error = $"\"{mailbox.Domain}\" is no domain";
        if (!DomainName.TryNormalize(mailbox.Domain, out var name))
            return false;
        if (arguments.Server is null)
        {
            error = $"{name} is not a protected domain of {arguments.ConfigFile}; name a server with --server HOST:PORT";
            return (domain = options.ToDomainTable().Find(name)) is not null;
        }
        if (!DestinationHost.TryParse(arguments.Server, out var host, out error))
            return false;
        var destination = new Destination([host!]);
        domain = new ProtectedDomain { Name = name, DeliverTo = destination, VerifyAt = destination };
        return true;
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
