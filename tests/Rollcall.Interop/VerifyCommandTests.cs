using System.Text.Json;
using Rollcall.Interop.Harness;

namespace Rollcall.Interop;

/// <summary>`rollcall verify` against a real Postfix.</summary>
public sealed class VerifyCommandTests
{
    [Fact]
    public async Task KnownUnknownAndStopped_Exit0And67And75()
    {
        await using var sink = new MailSink();
        await using var postfix = await PostfixServer.StartAsync(sink, ["alice@example.test"]);

        var known = await VerifyAsync("alice@example.test", "--server", postfix.Address);
        var unknown = await VerifyAsync("nobody@example.test", "--server", postfix.Address, "--transcript");
        await postfix.StopAsync();
        var stopped = await VerifyAsync("alice@example.test", "--server", postfix.Address);

        known.Exit.ShouldBe(0, known.All);
        unknown.Exit.ShouldBe(67, unknown.All);
        unknown.Out.ShouldContain("RCPT TO:<nobody@example.test>");
        unknown.Out.ShouldContain("550 5.1.1 ");
        unknown.Out.ShouldNotContain("DATA");
        stopped.Exit.ShouldBe(75, stopped.All);
    }

    [Fact]
    public async Task Json_IsOneDocument_WithVerdictAndEvidence()
    {
        await using var sink = new MailSink("alice@example.test");

        var ended = await VerifyAsync("nobody@example.test", "--server", sink.Address, "--json");

        ended.Exit.ShouldBe(67, ended.All);
        ended.Error.ShouldBeEmpty();
        using var document = JsonDocument.Parse(ended.Out);
        var answer = document.RootElement;
        answer.GetProperty("address").GetString().ShouldBe("nobody@example.test");
        answer.GetProperty("domain").GetString().ShouldBe("example.test");
        answer.GetProperty("verdict").GetString().ShouldBe("invalid");
        answer.GetProperty("source").GetString().ShouldBe("callout");
        answer.GetProperty("evidence").GetProperty("stage").GetString().ShouldBe("rcpt");
        answer.GetProperty("evidence").GetProperty("code").GetInt32().ShouldBe(550);
        answer.GetProperty("evidence").GetProperty("enhancedCode").GetString().ShouldBe("5.1.1");
    }

    [Fact]
    public async Task Configuration_SaysWhereToAsk_AndNoServerNeedsToRun()
    {
        await using var sink = new MailSink("alice@example.test");
        await using var gateway = new Gateway(new GatewayPlan(("example.test", sink.Address)));

        (await gateway.RunAsync("verify", "alice@example.test")).Exit.ShouldBe(0);
        (await gateway.RunAsync("verify", "nobody@example.test")).Exit.ShouldBe(67);

        sink.Sessions.ShouldAllBe(s => !s.Had("DATA") && s.Lines.Contains("MAIL FROM:<>"));
    }

    [Fact]
    public async Task Question_IsSmall()
    {
        await using var sink = new MailSink("alice@example.test");

        await VerifyAsync("nobody@example.test", "--server", sink.Address);

        // 50 to 100 bytes for MAIL, RCPT and RSET or QUIT; the greeting belongs to the session.
        var session = sink.Sessions.ShouldHaveSingleItem();
        session.Lines.Where(line => !line.StartsWith("EHLO", StringComparison.Ordinal)).Sum(line => line.Length + 2).ShouldBeInRange(50, 100);
    }

    [Theory]
    [InlineData("verify")]
    [InlineData("verify not-an-address --server 127.0.0.1:25")]
    [InlineData("verify alice@example.test --server 127.0.0.1:99999")]
    [InlineData("verify alice@example.test --no-such-option")]
    [InlineData("no-such-command")]
    public async Task UsageError_Exits64(string arguments)
    {
        var ended = await ProcessUnderTest.RunAsync(Repo.Program, arguments.Split(' '));

        ended.Exit.ShouldBe(64, ended.All);
        ended.Error.TrimEnd('\n').Split('\n').ShouldAllBe(line => line.StartsWith("rollcall: "));
    }

    private static Task<Ended> VerifyAsync(string address, params string[] options) =>
        ProcessUnderTest.RunAsync(Repo.Program, ["verify", address, .. options]);
}
