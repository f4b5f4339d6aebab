using System.Text;

namespace Rollcall.Tests.Services;

public sealed class RequestSessionTests : IAsyncDisposable
{
    private static readonly byte[] _get = "get bob@example.com\n"u8.ToArray();
    private readonly ServiceHarness _harness = new();

    [Fact]
    public async Task Connection_StaysOpenBetweenRequests()
    {
        var connection = _harness.Connect("tcp_table");

        for (int i = 0; i < 3; i++)
        {
            await connection.SendAsync(_get);
            Encoding.UTF8.GetString(await connection.ReceiveAsync(20)).ShouldBe("200 bob@example.com\n");
            _harness.Time.Advance(ServiceConnection.Times.Idle - TimeSpan.FromSeconds(1));
        }

        connection.Session.IsCompleted.ShouldBeFalse();
    }

    [Theory]
    [InlineData("policy")]
    [InlineData("socketmap")]
    [InlineData("tcp_table")]
    public async Task SilentClient_IsClosedWithoutAWord(string service)
    {
        var connection = _harness.Connect(service);

        _harness.Time.Advance(ServiceConnection.Times.Idle);

        (await connection.ReceiveAllAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("policy", "protocol_state=RCPT\n")]
    [InlineData("socketmap", "20:rcpt bob")]
    [InlineData("tcp_table", "get bob")]
    public async Task SlowClient_IsClosed_ThoughItSendsOctetByOctet(string service, string beginning)
    {
        var connection = _harness.Connect(service);
        foreach (char c in beginning)
        {
            await connection.SendAsync(new[] { (byte)c });
            _harness.Time.Advance(TimeSpan.FromSeconds(2));
        }

        _harness.Time.Advance(ServiceConnection.Times.Whole);

        (await connection.ReceiveAllAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Stop_EndsAnIdleConnection()
    {
        var connection = _harness.Connect("policy");

        _harness.Stop();

        (await connection.ReceiveAllAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Stop_AnswersTheQuestionUnderWay()
    {
        _harness.Verifier.Server.Gate = new TaskCompletionSource();
        var connection = _harness.Connect("tcp_table");
        await connection.SendAsync(_get);

        _harness.Stop();
        _harness.Verifier.Server.Gate.SetResult();

        Encoding.UTF8.GetString(await connection.ReceiveAllAsync()).ShouldBe("200 bob@example.com\n");
    }

    public ValueTask DisposeAsync() => _harness.DisposeAsync();
}
