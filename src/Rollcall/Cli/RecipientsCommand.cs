using System.Globalization;
using System.Text;
using System.Text.Json;
using Rollcall.Api;
using Spectre.Console;

namespace Rollcall.Cli;

/// <summary>How `rollcall recipients list` was called.</summary>
internal sealed record ListArguments(string Domain, string? State, string? Search, string Format);

/// <summary>The list of a domain and its entries, over the control socket.</summary>
internal static class RecipientsCommand
{
    private const string CsvHeader = "address,verdict,pin,verified_at,expires_at,first_seen,last_mail,code,enhanced_code,text";

    private const int MinWidth = 160; // two times and a long address on one line, also into a pipe

    public static async Task<int> ListAsync(ControlClient client, ListArguments arguments)
    {
        var items = new List<RecipientJson>();
        string? cursor = null;
        do
        {
            var path = new StringBuilder($"/api/v1/domains/{Uri.EscapeDataString(arguments.Domain)}/recipients?limit=1000");
            Append(path, "state", arguments.State);
            Append(path, "search", arguments.Search);
            Append(path, "cursor", cursor);
            var (page, exit) = await client.GetAsync<RecipientPageJson>(path.ToString()).ConfigureAwait(false);
            if (page is null)
                return exit;
            items.AddRange(page.Items);
            cursor = page.Next;
        }
        while (cursor is not null);
        Print(items, arguments.Format);
        return ExitCode.Ok;
    }

    public static async Task<int> ShowAsync(ControlClient client, string address)
    {
        var (item, exit) = await client.GetAsync<RecipientJson>(PathOf(address)).ConfigureAwait(false);
        if (item is null)
            return exit;
        Console.Out.WriteLine($"{item.Address} is {item.Verdict}{(item.Pin is null ? "" : ", pinned")}");
        foreach (var (name, value) in new[] { ("verified", item.VerifiedAt), ("expires", item.ExpiresAt), ("first seen", item.FirstSeen), ("last mail", item.LastMail) })
        {
            if (value is not null)
                Console.Out.WriteLine($"  {name,-10} {value}");
        }
        if (item.Text is not null)
            Console.Out.WriteLine($"  {"server",-10} {item.Code} {item.EnhancedCode} {item.Text}");
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
            Console.Out.WriteLine($"  {domain.Name}: {domain.Valid} valid, {domain.Invalid} invalid, {domain.Pinned} pinned; to {string.Join(", ", domain.DeliverTo)}");
        return ExitCode.Ok;
    }

    private static string PathOf(string address, string part = "") => $"/api/v1/recipient{part}?address={Uri.EscapeDataString(address)}";

    private static void Append(StringBuilder path, string name, string? value)
    {
        if (value is not null)
            path.Append('&').Append(name).Append('=').Append(Uri.EscapeDataString(value));
    }

    private static void Print(IReadOnlyList<RecipientJson> items, string format)
    {
        if (format == "json")
            Console.Out.WriteLine(JsonSerializer.Serialize(items, Json.Options));
        else if (format == "csv")
            PrintCsv(items);
        else
            PrintTable(items);
    }

    private static void PrintCsv(IReadOnlyList<RecipientJson> items)
    {
        Console.Out.WriteLine(CsvHeader);
        foreach (var item in items)
        {
            Console.Out.WriteLine(string.Join(',', new[]
            {
                item.Address, item.Verdict, item.Pin, item.VerifiedAt, item.ExpiresAt, item.FirstSeen, item.LastMail, item.Code?.ToString(CultureInfo.InvariantCulture), item.EnhancedCode, item.Text,
            }.Select(Field)));
        }
    }

    // RFC 4180 2.
    private static string Field(string? text) => text is null ? ""
        : text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text
        : "\"" + text.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";

    private static void PrintTable(IReadOnlyList<RecipientJson> items)
    {
        var table = new Table().Border(TableBorder.None);
        foreach (var title in new[] { "address", "verdict", "state", "verified", "expires" })
            table.AddColumn(new TableColumn(title).NoWrap());
        AnsiConsole.Profile.Width = Math.Max(AnsiConsole.Profile.Width, MinWidth);
        foreach (var item in items)
            table.AddRow(Markup.Escape(item.Address), item.Verdict, item.Pin is null ? item.State ?? "" : "pinned", item.VerifiedAt ?? "", item.ExpiresAt ?? "");
        AnsiConsole.Write(table);
    }
}
