using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Rollcall.Interop.Harness;

namespace Rollcall.Interop;

/// <summary>How the program ends: whom it waits for, whom it tells, and when it does not even begin.</summary>
public sealed class StopTests
{
    private const string Alice = "alice@example.test";

    [Fact]
    public async Task Sigterm_AnswersTheMessageWhoseFinalDotWasSent_AndTellsTheIdle()
    {
        await using var sink = new MailSink(Alice);
        await using var gateway = await Gateway.StartAsync("example.test", sink.Address);
        await using var sending = await RawClient.ConnectAsync(gateway.Port);
        await using var idle = await RawClient.ConnectAsync(gateway.Port);
        var reached = new TaskCompletionSource();
        sink.On(".", _ =>
        {
            reached.TrySetResult();
            return new SinkAnswer("250 2.0.0 Ok") { Delay = TimeSpan.FromSeconds(2) };
        });
        await sending.BeginMessageAsync(Alice, Mail.Plain("last"));
        await reached.Task.WaitAsync(Wait.Long, TestContext.Current.CancellationToken);

        var stopping = gateway.StopAsync();
        (await idle.ReadAsync()).ShouldStartWith("421 4.3.2 ");
        (await idle.ReadAsync()).ShouldBeEmpty();
        await Should.ThrowAsync<System.Net.Sockets.SocketException>(() => RawClient.ConnectAsync(gateway.Port));
        stopping.IsCompleted.ShouldBeFalse();
        Shape.PassedOn().IsMatch(await sending.ReadAsync()).ShouldBeTrue();
        (await sending.ReadAsync()).ShouldStartWith("421 4.3.2 ");

        (await stopping).Exit.ShouldBe(0);
        sink.Messages.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Sigterm_LetsAnOpenTransactionEnd()
    {
        await using var sink = new MailSink(Alice);
        await using var gateway = await Gateway.StartAsync("example.test", sink.Address);
        await using var client = await RawClient.ConnectAsync(gateway.Port);
        (await client.RcptAsync(Alice)).ShouldStartWith("250 ");

        var stopping = gateway.StopAsync();
        await Wait.ForClosedPortAsync(gateway.Port);
        (await client.SayAsync("DATA")).ShouldStartWith("354 ");
        await client.SendBodyAsync(Mail.Plain("in time"));
        Shape.PassedOn().IsMatch(await client.ReadAsync()).ShouldBeTrue();
        (await client.ReadAsync()).ShouldStartWith("421 4.3.2 ");

        (await stopping).Exit.ShouldBe(0);
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task SecondSignal_EndsAtOnce(string second)
    {
        await using var sink = new MailSink(Alice);
        await using var gateway = await Gateway.StartAsync("example.test", sink.Address);
        await using var client = await RawClient.ConnectAsync(gateway.Port);
        (await client.RcptAsync(Alice)).ShouldStartWith("250 ");

        var stopping = gateway.StopAsync();
        await Wait.ForClosedPortAsync(gateway.Port);
        var clock = Stopwatch.StartNew();
        ProcessUnderTest.Signal(second, gateway.ProcessId);

        (await stopping).Exit.ShouldNotBe(0);
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task TakenPort_IsOneLine()
    {
        await using var sink = new MailSink();
        await using var gateway = new Gateway(new GatewayPlan(("example.test", "127.0.0.1:2525")) { SmtpPort = sink.Port });

        ShouldBeOneLine(await gateway.ServeAsync(), $"127.0.0.1:{sink.Port}");
    }

    [Fact]
    public async Task NewerSchema_IsOneLine()
    {
        await using var sink = new MailSink();
        await using var gateway = await Gateway.StartAsync("example.test", sink.Address);
        (await gateway.StopAsync()).Exit.ShouldBe(0);
        await ExecuteAsync(gateway, "insert into SchemaVersions (ScriptName, Applied) values ('Rollcall.Storage.Migrations.sqlite.9999-of-tomorrow.sql', '2030-01-01')");

        ShouldBeOneLine(await gateway.ServeAsync(), "newer");
    }

    [Fact]
    public async Task StoreThatIsNone_IsOneLine()
    {
        await using var sink = new MailSink();
        await using var gateway = new Gateway(new GatewayPlan(("example.test", sink.Address)));
        Directory.CreateDirectory(Path.Combine(gateway.StateDir, "rollcall.db"));

        ShouldBeOneLine(await gateway.ServeAsync(), "rollcall.db");
    }

    [Fact]
    public async Task StateDirThatCannotBeHad_IsOneLine()
    {
        await using var gateway = new Gateway(new GatewayPlan(("example.test", "127.0.0.1:2525")) { StateDir = "/proc/no-such-folder" });

        ShouldBeOneLine(await gateway.ServeAsync(), "/proc/no-such-folder");
    }

    private static void ShouldBeOneLine(Ended ended, string what)
    {
        ended.Exit.ShouldBe(69, ended.All);
        ended.Out.ShouldBeEmpty();
        ended.Error.TrimEnd('\n').ShouldStartWith("rollcall: ");
        ended.Error.TrimEnd('\n').ShouldNotContain("\n");
        ended.Error.ShouldContain(what);
    }

    private static async Task ExecuteAsync(Gateway gateway, string sql)
    {
        await using var store = new SqliteConnection($"Data Source={Path.Combine(gateway.StateDir, "rollcall.db")};Pooling=False");
        await store.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = store.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
