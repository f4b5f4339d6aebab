namespace Rollcall.Tests.Gateway;

/// <summary>Bodies that neither memory nor disk has room for.</summary>
public sealed class NoRoomTests
{
    [Fact]
    public async Task NoRoom_IsSaidAtMail()
    {
        await using var harness = new GatewayHarness(_ => "250 ok");
        harness.Spool.HasRoom = false;

        (await harness.MailAsync()).ShouldStartWith("452 4.3.1 ");
    }

    [Fact]
    public async Task NoRoomAnyMore_IsSaidAtData()
    {
        await using var harness = new GatewayHarness(_ => "250 ok");
        await harness.BeginAsync("postmaster");
        harness.Spool.HasRoom = false;

        (await harness.Handler.DataAsync(TestContext.Current.CancellationToken)).ToString().ShouldStartWith("452 4.3.1 ");
    }

    [Fact]
    public async Task DiskFullInTheMiddleOfABody_IsNoRoom_AndNothingIsPassedOn()
    {
        await using var harness = new GatewayHarness(static _ => "250 ok");
        harness.Spool.FileSize = 0;
        await harness.BeginAsync("postmaster");

        (await harness.SendAsync(new string('x', 2 * 1024 * 1024))).ShouldStartWith("452 4.3.1 ");

        harness.Server.Dials.ShouldBe(0);
    }

    // The BCL has another exception for a file over the limit of its size: it ended the session with 421.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task FileOverTheLimitOfItsSize_IsNoRoom(bool atTheEnd)
    {
        await using var harness = new GatewayHarness(static _ => "250 ok");
        harness.Spool.Full = () => new ArgumentOutOfRangeException(null, "Specified file length was too large for the file system.");
        (harness.Spool.FileSize, harness.Spool.HoldsBack) = (0, atTheEnd);
        await harness.BeginAsync("postmaster");

        (await harness.SendAsync(new string('x', 2 * 1024 * 1024))).ShouldStartWith("452 4.3.1 ");

        harness.Server.Dials.ShouldBe(0);
    }

    [Fact]
    public async Task DiskThatBecomesTooFull_WhileBodiesComeIn_IsNoRoom()
    {
        await using var harness = new GatewayHarness(static _ => "250 ok");
        harness.Spool.Left = 1024 * 1024;
        await harness.BeginAsync("postmaster");

        (await harness.SendAsync(new string('x', 4 * 1024 * 1024))).ShouldStartWith("452 4.3.1 ");

        harness.Server.Dials.ShouldBe(0);
    }

    // The last buffer of a file was written while the message was passed on: its failure ended the session with 421.
    [Fact]
    public async Task DiskFullAtTheEndOfABody_IsNoRoom_AndTheSessionGoesOn()
    {
        await using var harness = new GatewayHarness(static _ => "250 ok");
        harness.Spool.HoldsBack = true;
        await harness.BeginAsync("postmaster");

        (await harness.SendAsync(new string('x', 2 * 1024 * 1024))).ShouldStartWith("452 4.3.1 ");

        harness.Server.Dials.ShouldBe(0);
        (await harness.MailAsync()).ShouldStartWith("250 ");
    }
}
