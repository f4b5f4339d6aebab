using System.CommandLine;
using System.Text.Json;
using Rollcall.Api;

namespace Rollcall.Cli;

/// <summary>The tokens of the API: `rollcall token create|list|revoke`.</summary>
internal static class TokenCommand
{
    private const string All = "/api/v1/tokens";

    /// <summary>The commands; <paramref name="config"/> names the configuration file.</summary>
    public static Command Build(Option<string> config)
    {
        var name = new Argument<string>("name") { Description = "Who it is for; the log and pins say it" };
        var json = new Option<bool>("--json") { Description = "One JSON document" };
        var create = new Command("create", "Makes a token and shows it, this once") { name, json };
        create.SetAction((parsed, _) => ControlClient.RunAsync(parsed.GetValue(config)!,
            client => CreateAsync(client, parsed.GetValue(name)!, parsed.GetValue(json) ? Form.Json : Form.Text)));
        var list = new Command("list", "The names of all tokens, and when each was made") { json };
        list.SetAction((parsed, _) => ControlClient.RunAsync(parsed.GetValue(config)!,
            client => ListAsync(client, parsed.GetValue(json) ? Form.Json : Form.Text)));
        var revoke = new Command("revoke", "Ends a token") { name };
        revoke.SetAction((parsed, _) => ControlClient.RunAsync(parsed.GetValue(config)!,
            client => client.SendAsync(HttpMethod.Delete, $"{All}/{Uri.EscapeDataString(parsed.GetValue(name)!)}")));
        return new Command("token", "Tokens for the HTTP API over TCP") { create, list, revoke };
    }

    // The token and nothing else, for scripts take what is there.
    private static async Task<int> CreateAsync(ControlClient client, string name, Form form)
    {
        using var body = JsonContent.Create(new TokenBodyJson(name), options: Json.Options);
        var (made, exit) = await client.PostAsync<TokenJson>(All, body, new Rejection(ExitCode.Usage, "")).ConfigureAwait(false);
        if (made is not null)
            Console.Out.WriteLine(form == Form.Json ? JsonSerializer.Serialize(made, Json.Options) : made.Token);
        return exit;
    }

    private static async Task<int> ListAsync(ControlClient client, Form form)
    {
        var (all, exit) = await client.GetAsync<TokenListJson>(All).ConfigureAwait(false);
        if (all is null)
            return exit;
        if (form == Form.Json)
            Console.Out.WriteLine(JsonSerializer.Serialize(all.Items, Json.Options));
        else
            all.Items.ToList().ForEach(token => Console.Out.WriteLine($"{token.Name,-30} {token.CreatedAt}"));
        return exit;
    }
}
