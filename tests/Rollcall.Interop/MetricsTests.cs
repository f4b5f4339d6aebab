using System.Text.RegularExpressions;
using Rollcall.Interop.Harness;

namespace Rollcall.Interop;

/// <summary>The text of /metrics, by the names of the contract.</summary>
public sealed class MetricsTests
{
    private const string Alice = "alice@example.test";

    [Fact]
    public async Task Scrape_HasTheNamesOfTheContractOnceAndNeedsNoToken()
    {
        await using var sink = new MailSink(Alice);
        await using var gateway = await Gateway.StartAsync("example.test", sink.Address);
        (await Swaks.ToAsync(gateway.Port, Alice)).Exit.ShouldBe(0);
        (await Swaks.ToAsync(gateway.Port, Alice)).Exit.ShouldBe(0);
        (await Swaks.ToAsync(gateway.Port, "nobody@example.test")).Exit.ShouldBe(24);
        (await Swaks.ToAsync(gateway.Port, "bob@elsewhere.test")).Exit.ShouldBe(24);
        await using var client = await RawClient.ConnectAsync(gateway.Port);
        string text = "";
        await Wait.UntilAsync(async () => (text = await ScrapeAsync(gateway)).Contains("rollcall_recipients", StringComparison.Ordinal)
            && Value(text, "rollcall_recipients", "domain=\"example.test\"", "state=\"invalid\"") == 1, "kept counts", Wait.Long, () => text);

        Value(text, "rollcall_rcpt_total", "domain=\"example.test\"", "verdict=\"valid\"", "source=\"callout\"").ShouldBe(1);
        Value(text, "rollcall_rcpt_total", "domain=\"example.test\"", "verdict=\"valid\"", "source=\"directory\"").ShouldBe(1);
        Value(text, "rollcall_rcpt_total", "domain=\"example.test\"", "verdict=\"invalid\"", "source=\"callout\"").ShouldBe(1);
        Value(text, "rollcall_rcpt_total", "domain=\"other\"", "verdict=\"relay-denied\"").ShouldBe(1);
        Value(text, "rollcall_messages_total", "outcome=\"delivered\"").ShouldBe(2);
        Value(text, "rollcall_smtp_sessions").ShouldBe(1);
        Value(text, "rollcall_recipients", "domain=\"example.test\"", "state=\"valid\"").ShouldBe(1);
        Value(text, "rollcall_callouts_total", "outcome=\"valid\"").ShouldBe(1);
        Value(text, "target_info", "service_name=\"rollcall\"").ShouldBe(1);
        Value(text, "rollcall_harvest_clients", "state=\"limited\"").ShouldBe(0);
        Value(text, "rollcall_destination_open").ShouldBe(0);
        Value(text, "rollcall_callout_bytes_total", "direction=\"sent\"").ShouldNotBeNull().ShouldBeGreaterThan(0);
        Value(text, "rollcall_callout_duration_seconds_count").ShouldBe(2);
        Regex.Matches(text, "rollcall_callout_duration_seconds_bucket\\{[^}]*le=\"([^\"]+)\"").Select(match => match.Groups[1].Value)
            .ShouldBe(["0.005", "0.01", "0.025", "0.05", "0.1", "0.25", "0.5", "1", "2.5", "5", "10", "25", "+Inf"]);
    }

    private static async Task<string> ScrapeAsync(Gateway gateway)
    {
        using var http = new HttpClient();
        return await http.GetStringAsync(new Uri($"http://127.0.0.1:{gateway.HttpPort}/metrics"), TestContext.Current.CancellationToken);
    }

    // Of the one series of this name with these labels.
    private static double? Value(string text, string name, params string[] labels)
    {
        var lines = text.Split('\n').Where(line => Regex.IsMatch(line, $"^{name}[ {{]") && labels.All(line.Contains)).ToList();
        return lines.Count == 0 ? null : double.Parse(lines.ShouldHaveSingleItem().Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
    }
}
