using System.IO.Pipelines;
using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Rollcall.Listeners;
using Rollcall.Net;
using Rollcall.Tests.Net;

namespace Rollcall.Tests.Listeners;

public sealed class TlsUpgradeTests : IAsyncDisposable
{
    private readonly PemFolder _pem = new();
    private readonly Pipe _toServer = new();
    private readonly Pipe _toClient = new();
    private readonly SslStream _client;
    private readonly List<string> _chain = [];

    public TlsUpgradeTests() => _client = new SslStream(new PipeStream(new Ends(_toClient.Reader, _toServer.Writer)), leaveInnerStreamOpen: true);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task Handshake_GivesPipesThatCarryBothWays(SslProtocols version)
    {
        await using var upgrade = Upgrade("mx.test");
        var encrypted = await HandshakeAsync(upgrade, version);

        _client.SslProtocol.ShouldBe(version);
        await _client.WriteAsync("EHLO client.test\r\n"u8.ToArray(), Cancel);
        var read = await encrypted.Input.ReadAsync(Cancel);
        Encoding.ASCII.GetString(read.Buffer).ShouldBe("EHLO client.test\r\n");
        encrypted.Input.AdvanceTo(read.Buffer.End);
        await encrypted.Output.WriteAsync("250 mx.test\r\n"u8.ToArray(), Cancel);
        using var reader = new StreamReader(_client, Encoding.ASCII, false, 512, leaveOpen: true);
        (await reader.ReadLineAsync(Cancel)).ShouldBe("250 mx.test");
    }

    [Fact]
    public async Task ManyOctets_ArriveWhole()
    {
        await using var upgrade = Upgrade("mx.test");
        var encrypted = await HandshakeAsync(upgrade, SslProtocols.Tls13);
        var sent = new byte[3_000_000];
        sent.AsSpan(1_000_000).Fill((byte)'x');

        var sending = _client.WriteAsync(sent, Cancel).AsTask();
        long read = 0;
        while (read < sent.Length)
        {
            var result = await encrypted.Input.ReadAsync(Cancel);
            result.IsCompleted.ShouldBeFalse();
            read += result.Buffer.Length;
            encrypted.Input.AdvanceTo(result.Buffer.End);
        }
        await sending;
        read.ShouldBe(sent.Length);
    }

    [Fact]
    public async Task WokenRead_LeavesTheConnectionWhole()
    {
        await using var upgrade = Upgrade("mx.test");
        var encrypted = await HandshakeAsync(upgrade, SslProtocols.Tls13);

        var waiting = encrypted.Input.ReadAsync(Cancel);
        encrypted.Input.CancelPendingRead();
        var woken = await waiting;
        woken.IsCanceled.ShouldBeTrue();
        encrypted.Input.AdvanceTo(woken.Buffer.Start);

        await encrypted.Output.WriteAsync("421 4.4.2 Idle\r\n"u8.ToArray(), Cancel);
        using var reader = new StreamReader(_client, Encoding.ASCII, false, 512, leaveOpen: true);
        (await reader.ReadLineAsync(Cancel)).ShouldBe("421 4.4.2 Idle");
    }

    [Fact]
    public async Task End_IsToldToTheClient()
    {
        var upgrade = Upgrade("mx.test");
        var encrypted = await HandshakeAsync(upgrade, SslProtocols.Tls13);

        await encrypted.Output.WriteAsync("221 2.0.0 Bye\r\n"u8.ToArray(), Cancel);
        await upgrade.DisposeAsync();
        await _toClient.Writer.CompleteAsync();

        // Without close_notify the end would be an exception here.
        using var reader = new StreamReader(_client, Encoding.ASCII);
        (await reader.ReadToEndAsync(Cancel)).ShouldBe("221 2.0.0 Bye\r\n");
    }

    [Fact]
    public async Task Chain_IsSent()
    {
        _pem.WriteChain("mx.test", "issuer.test");
        await using var upgrade = new TlsUpgrade(Connection(), Certificate(), NullLogger.Instance);
        await HandshakeAsync(upgrade, SslProtocols.Tls13);

        PemFolder.NameIn(_client.RemoteCertificate).ShouldBe("mx.test");
        _chain.ShouldContain("CN=issuer.test");
    }

    [Theory]
    [InlineData("MAIL FROM:<a@b.test>\r\n")]
    [InlineData("")]
    public async Task OctetsThatAreNoHandshake_FailIt(string octets)
    {
        await using var upgrade = Upgrade("mx.test");
        await _toServer.Writer.WriteAsync(Encoding.ASCII.GetBytes(octets), Cancel);
        await _toServer.Writer.CompleteAsync();

        (await upgrade.UpgradeAsync(Cancel)).ShouldBeNull();
    }

    [Fact]
    public async Task SilentClient_FailsTheHandshakeWhenItsTimeIsOver()
    {
        await using var upgrade = Upgrade("mx.test");
        using var late = new CancellationTokenSource();
        var handshake = upgrade.UpgradeAsync(late.Token);
        handshake.IsCompleted.ShouldBeFalse();

        await late.CancelAsync();

        (await handshake).ShouldBeNull();
    }

    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        _pem.Dispose();
    }

    private TlsUpgrade Upgrade(string name)
    {
        _pem.Write(name);
        return new TlsUpgrade(Connection(), Certificate(), NullLogger.Instance);
    }

    private ServerCertificate Certificate() => new(_pem.Certificate, _pem.Key, new FakeTimeProvider(PemFolder.Now), NullLogger.Instance);

    private ClientConnection Connection()
    {
        var here = new IPEndPoint(IPAddress.Loopback, 25);
        var context = new DefaultConnectionContext { RemoteEndPoint = here, LocalEndPoint = here, Transport = new Ends(_toServer.Reader, _toClient.Writer) };
        return new ClientConnection(context, ListenEndpoint.At(here), CancellationToken.None);
    }

    private async Task<IDuplexPipe> HandshakeAsync(TlsUpgrade upgrade, SslProtocols version)
    {
        var server = upgrade.UpgradeAsync(Cancel);
        await _client.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "mx.test",
            EnabledSslProtocols = version,
            CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
            RemoteCertificateValidationCallback = (_, _, chain, _) =>
            {
                _chain.AddRange(chain!.ChainPolicy.ExtraStore.Select(c => c.Subject));
                return true;
            },
        }, Cancel);
        return (await server).ShouldNotBeNull();
    }

    private sealed record Ends(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
