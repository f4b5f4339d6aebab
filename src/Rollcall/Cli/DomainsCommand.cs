using System.CommandLine;
using System.Text.Json;
using Rollcall.Api;

namespace Rollcall.Cli;

/// <summary>The domains of the running server: `rollcall domains list|add|remove|show|release`.</summary>
internal static class DomainsCommand
{
    /// <summary>The commands; <paramref name="config"/> names the configuration file.</summary>
    public static Command Build(Option<string> config)
    {
        var json = new Option<bool>("--json") { Description = "One JSON document" };
        var list = new Command("list", "All protected domains, and where each comes from") { json };
        list.SetAction((parsed, _) => ControlClient.RunAsync(parsed.GetValue(config)!, client => ListAsync(client, FormOf(parsed, json))));
        var name = new Argument<string>("name");
        var deliverTo = new Option<string[]>("--deliver-to")
        {
            Description = "Where its mail goes: host, host:port, mx:domain or lmtp://host:port; several are tried in order",
            Required = true,
            AllowMultipleArgumentsPerToken = true,
        };
        var verifyAt = new Option<string[]>("--verify-at") { Description = "Whom call-outs ask; without it the same hosts", AllowMultipleArgumentsPerToken = true };
        var add = new Command("add", "Adds a domain to the store, or replaces it there") { name, deliverTo, verifyAt };
        add.SetAction((parsed, _) => ControlClient.RunAsync(parsed.GetValue(config)!, client => AddAsync(
            client, parsed.GetValue(name)!, parsed.GetValue(deliverTo)!, parsed.GetValue(verifyAt) ?? [])));
        var remove = new Command("remove", "Removes a domain from the store, with all its recipients") { name };
        remove.SetAction((parsed, _) => ControlClient.RunAsync(parsed.GetValue(config)!,
            client => client.SendAsync(HttpMethod.Delete, PathOf(parsed.GetValue(name)!))));
        var show = new Command("show", "One domain") { name, json };
        show.SetAction((parsed, _) => ControlClient.RunAsync(parsed.GetValue(config)!,
            client => ShowAsync(client, parsed.GetValue(name)!, FormOf(parsed, json))));
        var release = new Command("release", "Lifts the mass-flip brake: what was held back is learned from now on") { name };
        release.SetAction((parsed, _) => ControlClient.RunAsync(parsed.GetValue(config)!,
            client => client.SendAsync(HttpMethod.Delete, PathOf(parsed.GetValue(name)!) + "/brake")));
        return new Command("domains", "The protected domains of the running server") { list, add, remove, show, release };
    }

    private static async Task<int> ListAsync(ControlClient client, Form form)
    {
        var all = new List<DomainJson>();
        string? cursor = null;
        do
        {
            var from = cursor is null ? "" : "&cursor=" + Uri.EscapeDataString(cursor);
            var (page, exit) = await client.GetAsync<DomainPageJson>("/api/v1/domains?limit=1000" + from).ConfigureAwait(false);
            if (page is null)
                return exit;
            all.AddRange(page.Items);
            cursor = page.Next;
        }
        while (cursor is not null);
        if (form == Form.Json)
            Console.Out.WriteLine(JsonSerializer.Serialize(all, Json.Options));
        else
            all.ForEach(domain => Console.Out.WriteLine(Line(domain)));
        return ExitCode.Ok;
    }

    private static async Task<int> ShowAsync(ControlClient client, string name, Form form)
    {
        var (domain, exit) = await client.GetAsync<DomainJson>(PathOf(name)).ConfigureAwait(false);
        if (domain is null)
            return exit;
        if (form == Form.Json)
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(domain, Json.Options));
            return ExitCode.Ok;
        }
        Console.Out.WriteLine(domain.Name);
        foreach (var (key, value) in new[]
        {
            ("source", domain.Source), ("state", domain.State), ("health", domain.Health), ("mode", domain.Mode),
            ("recipients", $"{domain.Counts.Valid} valid, {domain.Counts.Invalid} invalid, {domain.Counts.Pinned} pinned"),
            ("deliver to", string.Join(", ", domain.DeliverTo)), ("verify at", string.Join(", ", domain.VerifyAt)), ("warning", domain.Warning),
        })
        {
            if (value is not null)
                Console.Out.WriteLine($"  {key,-10} {value}");
        }
        return ExitCode.Ok;
    }

    private static Task<int> AddAsync(ControlClient client, string name, string[] deliverTo, string[] verifyAt)
    {
        var body = new Dictionary<string, string[]> { ["deliverTo"] = deliverTo };
        if (verifyAt.Length > 0)
            body["verifyAt"] = verifyAt;
        return client.SendAsync(HttpMethod.Put, PathOf(name), body);
    }

    private static string Line(DomainJson domain) =>
        $"{domain.Name,-30} {domain.Source,-5} {domain.State,-12} {domain.Counts.Valid} valid, {domain.Counts.Invalid} invalid; to {string.Join(", ", domain.DeliverTo)}"
        + (domain.Warning is null ? "" : $"; warning: {domain.Warning}");

    private static string PathOf(string name) => "/api/v1/domains/" + Uri.EscapeDataString(name);

    private static Form FormOf(ParseResult parsed, Option<bool> json) => parsed.GetValue(json) ? Form.Json : Form.Text;
}

/// <summary>How a command answers.</summary>
internal enum Form
{
    /// <summary>For people.</summary>
    Text,

    /// <summary>One JSON document.</summary>
    Json,
}
