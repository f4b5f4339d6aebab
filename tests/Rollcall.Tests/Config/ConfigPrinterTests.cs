using Rollcall.Config;

namespace Rollcall.Tests.Config;

public sealed class ConfigPrinterTests
{
    private static readonly string _everyKey = Path.Combine(AppContext.BaseDirectory, "Config", "Good", "every-key.toml");

    private static RollcallOptions EveryKey => ConfigLoader.Load(_everyKey).Options.ShouldNotBeNull();

    [Fact]
    public void EveryKey_IsSetInTheFile_ToAnotherValueThanItsDefault()
    {
        var defaults = ConfigPrinter.Print(new RollcallOptions { Smtp = new(), Domains = [new()] }).Split('\n');
        var set = ConfigPrinter.Print(EveryKey).Split('\n');

        // The one key that must be left out: connection_file excludes connection.
        defaults.Where(line => line.Contains('=') && line != "connection_file = \"\"").Intersect(WithoutSecondDomain(set)).ShouldBeEmpty();
    }

    [Fact]
    public void PrintedOptions_ReadBackToTheSame()
    {
        var printed = ConfigPrinter.Print(EveryKey);

        ConfigPrinter.Print(Toml.Parse(printed).Options.ShouldNotBeNull()).ShouldBe(printed);
    }

    [Fact]
    public void Values_ArePrintedInTheirNormalForm()
    {
        var printed = ConfigPrinter.Print(EveryKey).Split('\n');

        printed.ShouldContain("hostname = \"mx.gateway.test\"");
        printed.ShouldContain("listen = [\"127.0.0.1:2525\", \"[2001:db8::1]:2525\", \"unix:/run/rollcall/smtp\"]");
        printed.ShouldContain("trusted_clients = [\"192.0.2.0/24\", \"2001:db8::/32\", \"198.51.100.7/32\"]");
        printed.ShouldContain("servers = [\"127.0.0.1:5353\", \"192.0.2.53:53\", \"[2001:db8::53]:54\", \"[2001:db8::54]:53\"]");
        printed.ShouldContain("name = \"xn--bcher-kva.example\"");
        printed.ShouldContain("deliver_to = [\"10.0.0.5:25\", \"[2001:db8::5]:2525\", \"mail.example.com:25\"]");
        printed.ShouldContain("verify_at = [\"mx:example.com:25\"]");
    }

    [Theory]
    [InlineData("10ms", "10ms")]
    [InlineData("1000ms", "1s")]
    [InlineData("60s", "60s")]
    [InlineData("120s", "2m")]
    [InlineData("90s", "90s")]
    [InlineData("5m", "5m")]
    [InlineData("1500ms", "1500ms")]
    public void Duration_IsPrintedAsPeopleSayIt(string written, string printed) =>
        ConfigPrinter.Print(Toml.Read($"[callout]\nwait = \"{written}\"\n")).ShouldContain($"\nwait = \"{printed}\"\n");

    [Theory]
    [InlineData("60m", "1h")]
    [InlineData("24h", "24h")]
    [InlineData("1d", "24h")]
    [InlineData("48h", "2d")]
    [InlineData("36h", "36h")]
    public void Lifetime_IsPrintedAsPeopleSayIt(string written, string printed) =>
        ConfigPrinter.Print(Toml.Read($"[callout]\nvalid_ttl = \"{written}\"\n")).ShouldContain($"\nvalid_ttl = \"{printed}\"\n");

    [Theory]
    [InlineData("Host=db;Password=hunter2")]
    [InlineData("Host=db;pwd = hunter2")]
    [InlineData("Host=db;SSL Password=hunter2")]
    [InlineData("postgresql://rollcall:hunter2@db.example.test/rollcall")]
    public void Password_IsPrintedAsStars(string connection)
    {
        var printed = ConfigPrinter.Print(Toml.Read($"[store]\nconnection = \"{connection}\"\n"));

        printed.ShouldNotContain("hunter2");
        printed.ShouldContain("\nconnection = \"***\"\n");
    }

    [Fact]
    public void ConnectionWithoutPassword_IsPrinted() =>
        ConfigPrinter.Print(EveryKey).ShouldContain("\nconnection = \"Host=db.example.test;Username=rollcall\"\n");

    [Fact]
    public void QuotesAndBackslashes_ReadBack()
    {
        var options = Toml.Read("state_dir = 'C:\\a \"b\" ü'\n");

        Toml.Parse(ConfigPrinter.Print(options)).Options.ShouldNotBeNull().StateDir.ShouldBe("C:\\a \"b\" ü");
    }

    private static IEnumerable<string> WithoutSecondDomain(string[] lines)
    {
        int second = Array.LastIndexOf(lines, "[[domain]]");
        int http = Array.IndexOf(lines, "[http]");
        // The first domain's call-outs inherit what [callout] sets, so they differ from the defaults too.
        return lines[..second].Concat(lines[http..]);
    }
}
