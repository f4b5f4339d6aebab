using System.CommandLine;
using System.Net.Http.Headers;
using Rollcall.Api;

namespace Rollcall.Cli;

/// <summary>`rollcall recipients import|export`, and forget for a whole domain.</summary>
internal static class TransferCommand
{
    /// <summary>`recipients import DOMAIN FILE`.</summary>
    public static Command Import(Option<string> config)
    {
        var domain = new Argument<string>("domain");
        var file = new Argument<string>("file") { Description = "CSV with a header, or a JSON array; address and verdict are taken" };
        var dryRun = new Option<bool>("--dry-run") { Description = "Only tell the difference" };
        var command = new Command("import", "Takes the verdicts of a file as if they were learnt now") { domain, file, dryRun };
        command.SetAction((parsed, _) => ControlClient.RunAsync(parsed.GetValue(config)!, client =>
        {
            var path = PathOf(parsed.GetValue(domain)!) + (parsed.GetValue(dryRun) ? "?dryRun=true" : "");
            return ImportAsync(client, path, parsed.GetValue(file)!);
        }));
        return command;
    }

    /// <summary>`recipients export DOMAIN [FILE]`.</summary>
    public static Command Export(Option<string> config)
    {
        var domain = new Argument<string>("domain");
        var file = new Argument<string?>("file") { Description = "Without it to standard output; .json is JSON, all else CSV", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("export", "Writes the list of a domain") { domain, file };
        command.SetAction((parsed, _) => ControlClient.RunAsync(
            parsed.GetValue(config)!, client => ExportAsync(client, PathOf(parsed.GetValue(domain)!), parsed.GetValue(file))));
        return command;
    }

    /// <summary>`recipients forget ADDRESS`, or with --domain those of a domain.</summary>
    public static Command Forget(Option<string> config)
    {
        var address = new Argument<string?>("address") { Arity = ArgumentArity.ZeroOrOne };
        var domain = new Option<string?>("--domain") { Description = "All recipients of a domain, pinned ones too" };
        var state = new Option<string?>("--state") { Description = "Of the domain those alone that are valid, invalid or stale, and not pinned" };
        state.AcceptOnlyFromAmong("valid", "invalid", "stale");
        var command = new Command("forget", "Erases an entry, or those of a domain, with the history") { address, domain, state };
        command.Validators.Add(parsed =>
        {
            bool whole = parsed.GetValue(domain) is not null;
            if (whole == parsed.GetValue(address) is not null)
                parsed.AddError("name either an address or --domain DOMAIN");
            else if (!whole && parsed.GetValue(state) is not null)
                parsed.AddError("--state stands only beside --domain");
        });
        command.SetAction((parsed, _) => ControlClient.RunAsync(parsed.GetValue(config)!, client => parsed.GetValue(domain) is { } name
            ? client.SendAsync(HttpMethod.Delete, PathOf(name) + (parsed.GetValue(state) is { } only ? "?state=" + only : ""))
            : RecipientsCommand.ForgetAsync(client, parsed.GetValue(address)!)));
        return command;
    }

    private static async Task<int> ImportAsync(ControlClient client, string path, string name)
    {
        FileStream file;
        try
        {
            file = new FileStream(name, FileMode.Open, FileAccess.Read);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Terminal.Fail(ExitCode.NoInput, $"{name} cannot be read: {e.Message}");
        }
        await using var held = file.ConfigureAwait(false);
        using var body = new StreamContent(file);
        body.Headers.ContentType = new MediaTypeHeaderValue(IsJson(name, file) ? "application/json" : "text/csv");
        var (done, exit) = await client.PostAsync<ImportJson>(path, body, new Rejection(ExitCode.Data, name + ": ")).ConfigureAwait(false);
        if (done is null)
            return exit;
        Console.Out.WriteLine($"{(done.DryRun ? "nothing written" : "imported")}: {done.New} new, {done.Changed} changed, {done.Unchanged} unchanged"
            + (done.Pinned > 0 ? $"; {done.Pinned} of them pinned, and the pins stay" : ""));
        foreach (var change in done.Changes)
            Console.Out.WriteLine($"  {change.Address} {change.From} -> {change.To}");
        if (done.Changed > done.Changes.Count)
            Console.Out.WriteLine($"  and {done.Changed - done.Changes.Count} more");
        return ExitCode.Ok;
    }

    private static async Task<int> ExportAsync(ControlClient client, string path, string? name)
    {
        if (name is null)
        {
            using var output = Console.OpenStandardOutput();
            return await client.CopyAsync(path, "text/csv", output).ConfigureAwait(false);
        }
        try
        {
            // What was exported before stays until the new list is whole; then it is written over, not replaced: it may be a link or a device.
            var whole = new FileStream(Path.GetTempFileName(), FileMode.Open, FileAccess.ReadWrite, FileShare.None, 4096, FileOptions.DeleteOnClose);
            await using var held = whole.ConfigureAwait(false);
            int exit = await WriteAsync(client, path, whole, HasJsonEnding(name)).ConfigureAwait(false);
            if (exit != ExitCode.Ok)
                return exit;
            whole.Position = 0;
            var file = File.Create(name);
            await using var written = file.ConfigureAwait(false);
            await whole.CopyToAsync(file).ConfigureAwait(false);
            return ExitCode.Ok;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException || e is HttpRequestException { InnerException: IOException and not HttpIOException })
        {
            return Terminal.Fail(ExitCode.CannotCreate, $"{name} cannot be written: {(e.InnerException ?? e).Message}");
        }
    }

    private static async Task<int> WriteAsync(ControlClient client, string path, Stream file, bool asJson)
    {
        if (!asJson)
            return await client.CopyAsync(path, "text/csv", file).ConfigureAwait(false);
        var text = new StreamWriter(file, leaveOpen: true);
        await using var written = text.ConfigureAwait(false);
        return await RecipientPages.WriteJsonAsync(client, path + "?", text).ConfigureAwait(false);
    }

    // Without the ending it is the first character that tells.
    private static bool IsJson(string name, Stream file)
    {
        if (HasJsonEnding(name) || !file.CanSeek)
            return HasJsonEnding(name);
        int first;
        do
            first = file.ReadByte();
        while (first is ' ' or '\t' or '\r' or '\n');
        file.Position = 0;
        return first is '[' or '{';
    }

    private static bool HasJsonEnding(string name) => name.EndsWith(".json", StringComparison.OrdinalIgnoreCase);

    private static string PathOf(string domain) => $"/api/v1/domains/{Uri.EscapeDataString(domain)}/recipients";
}
