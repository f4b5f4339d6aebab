using System.Text.Json;
using Rollcall.Api;

namespace Rollcall.Cli;

/// <summary>A list of recipients page by page, so that no list is too long for memory.</summary>
internal static class RecipientPages
{
    /// <summary>Gives each page of the list at <paramref name="path"/>, which ends with its query, to <paramref name="use"/>.</summary>
    public static async Task<int> ReadAsync(ControlClient client, string path, Action<IReadOnlyList<RecipientJson>> use)
    {
        string? cursor = null;
        do
        {
            var from = cursor is null ? "" : "&cursor=" + Uri.EscapeDataString(cursor);
            var (page, exit) = await client.GetAsync<RecipientPageJson>(path + "&limit=1000" + from).ConfigureAwait(false);
            if (page is null)
                return exit;
            use(page.Items);
            cursor = page.Next;
        }
        while (cursor is not null);
        return ExitCode.Ok;
    }

    /// <summary>Writes the list as one JSON array, an item a line.</summary>
    public static async Task<int> WriteJsonAsync(ControlClient client, string path, TextWriter to)
    {
        var before = "[\n";
        int exit = await ReadAsync(client, path, page =>
        {
            foreach (var item in page)
            {
                to.Write(before);
                to.Write(JsonSerializer.Serialize(item, Json.Options));
                before = ",\n";
            }
        }).ConfigureAwait(false);
        if (exit == ExitCode.Ok)
            await to.WriteLineAsync(before == "[\n" ? "[]" : "\n]").ConfigureAwait(false);
        return exit;
    }
}
