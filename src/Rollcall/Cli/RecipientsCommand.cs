using System.Text;
using Rollcall.Api;
using Spectre.Console;

namespace Rollcall.Cli;

/// <summary>How `rollcall recipients list` was called.</summary>
internal sealed record ListArguments(string Domain, string? State, string? Search, string Format);

/// <summary>The list of a domain and its entries, over the control socket.</summary>
internal static class RecipientsCommand
{
    private const int MinWidth = 160; // two times and a long address on one line, also into a pipe

    public static async Task<int> ListAsync(ControlClient client, ListArguments arguments)
    {
        if (arguments.Format == "csv")
        {
            using var output = Console.OpenStandardOutput();
            return await client.CopyAsync(PathOf(arguments), "text/csv", output).ConfigureAwait(false);
        }
        if (arguments.Format == "json")
            return await RecipientPages.WriteJsonAsync(client, PathOf(arguments), Console.Out).ConfigureAwait(false);
        bool first = true;
        return await RecipientPages.ReadAsync(client, PathOf(arguments), page =>
        {
            PrintTable(page, first ? Titles.Shown : Titles.Hidden);
            first = false;
        }).ConfigureAwait(false);
    }

    public static async Task<int> ShowAsync(ControlClient client, string address)
    {
        var (item, exit) = await client.GetAsync<RecipientJson>(PathOf(address)).ConfigureAwait(false);
        if (item is null)
            return exit;
        RecipientText.Write(item, Console.Out);
        return ExitCode.Ok;
    }

    public static Task<int> ForgetAsync(ControlClient client, string address) => client.SendAsync(HttpMethod.Delete, PathOf(address));

    public static Task<int> PinAsync(ControlClient client, string address, string verdict) =>
        client.SendAsync(HttpMethod.Put, PathOf(address, "/pin"), new PinJson(verdict));

    public static Task<int> UnpinAsync(ControlClient client, string address) => client.SendAsync(HttpMethod.Delete, PathOf(address, "/pin"));

    public static async Task<int> VerifyAsync(ControlClient client, string address)
    {
        var (known, exit) = await client.GetAsync<VerificationJson>($"/api/v1/verify?address={Uri.EscapeDataString(address)}&fresh=true").ConfigureAwait(false);
        if (known is null)
            return exit;
        Console.Out.WriteLine($"{known.Address} is {known.Verdict} ({known.Source})");
        return known.Verdict switch { "valid" => ExitCode.Ok, "invalid" => ExitCode.NoUser, _ => ExitCode.TempFail };
    }

    public static async Task<int> StatusAsync(ControlClient client)
    {
        var (status, exit) = await client.GetAsync<StatusJson>("/api/v1/status").ConfigureAwait(false);
        if (status is null)
            return exit;
        Console.Out.WriteLine($"{status.HostName}: store {status.StoreTrouble ?? "ok"}");
        foreach (var domain in status.Domains)
            Console.Out.WriteLine($"  {domain.Name}: {domain.Counts.Valid} valid, {domain.Counts.Invalid} invalid, {domain.Counts.Pinned} pinned; to {string.Join(", ", domain.DeliverTo)}{(domain.State == "active" ? "" : $"; {domain.State}")}");
        foreach (var guessing in status.Harvest)
            Console.Out.WriteLine($"  client {guessing.Client}: {guessing.Unknown} of {guessing.Recipients} recipients unknown, {(guessing.BannedSeconds is { } rest ? $"banned for {rest} s" : "limited")}");
        return ExitCode.Ok;
    }

    private static string PathOf(string address, string part = "") => $"/api/v1/recipient{part}?address={Uri.EscapeDataString(address)}";

    private static string PathOf(ListArguments arguments)
    {
        var path = new StringBuilder($"/api/v1/domains/{Uri.EscapeDataString(arguments.Domain)}/recipients?");
        Append(path, "state", arguments.State);
        Append(path, "search", arguments.Search);
        return path.ToString();
    }

    private static void Append(StringBuilder path, string name, string? value)
    {
        if (value is not null)
            path.Append('&').Append(name).Append('=').Append(Uri.EscapeDataString(value));
    }

    private static void PrintTable(IReadOnlyList<RecipientJson> items, Titles titles)
    {
        var table = new Table { ShowHeaders = titles == Titles.Shown }.Border(TableBorder.None);
        foreach (var title in new[] { "address", "verdict", "state", "verified", "expires" })
            table.AddColumn(new TableColumn(title).NoWrap());
        AnsiConsole.Profile.Width = Math.Max(AnsiConsole.Profile.Width, MinWidth);
        foreach (var item in items)
            table.AddRow(Markup.Escape(item.Address), item.Verdict, item.Pin is null ? item.State ?? "" : "pinned", item.VerifiedAt ?? "", item.ExpiresAt ?? "");
        AnsiConsole.Write(table);
    }

    private enum Titles
    {
        Shown,
        Hidden,
    }
}
