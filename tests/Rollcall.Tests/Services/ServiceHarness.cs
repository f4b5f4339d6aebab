using System.Buffers;
using System.IO.Pipelines;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Rollcall.Core.Delivery;
using Rollcall.Core.Domains;
using Rollcall.Core.Gateway;
using Rollcall.Core.Services;
using Rollcall.Protocols.Services;
using Rollcall.Protocols.Smtp.Server;
using Rollcall.Tests.Callout;

namespace Rollcall.Tests.Services;

/// <summary>The services in front of a customer's server that knows bob, and has no answer about doubt and those behind it.</summary>
internal sealed class ServiceHarness : IAsyncDisposable
{
    public const string Session = "ABCDEFGHIJKL";
    private readonly CancellationTokenSource _stopping = new();

    public ServiceHarness() => Lookup = new RecipientLookup(Verifier.Verifier, Verifier.Recipients, Verifier.Guard, Settings, NullLogger.Instance) { Events = Verifier.Events };

    public VerifierHarness Verifier { get; } = new(line =>
        line.Contains("<bob", StringComparison.Ordinal) ? "250 2.1.5 Ok"
        : line.Contains("<doubt", StringComparison.Ordinal) ? "451 4.3.0 Try later"
        : line.StartsWith("RCPT", StringComparison.Ordinal) ? "550 5.1.1 User unknown" : "250 2.0.0 Ok");

    public RecipientLookup Lookup { get; }

    public IReadOnlyList<System.Net.IPNetwork> Trusted { get; set; } = [];

    public FakeTimeProvider Time => Verifier.Time;

    /// <summary>A connection to one of the services, by the name of its table in the configuration.</summary>
    public ServiceConnection Connect(string service) => service switch
    {
        "policy" => ServiceConnection.Open(new PolicyService(Lookup, Session), Time, _stopping.Token),
        "socketmap" => ServiceConnection.Open(new SocketmapService(Lookup, Session), Time, _stopping.Token),
        "tcp_table" => ServiceConnection.Open(new TcpTableService(Lookup, Session), Time, _stopping.Token),
        _ => throw new ArgumentOutOfRangeException(nameof(service)),
    };

    public void Stop() => _stopping.Cancel();

    public ValueTask DisposeAsync()
    {
        _stopping.Dispose();
        return Verifier.DisposeAsync();
    }

    private GatewaySettings Settings()
    {
        var limit = TimeSpan.FromMinutes(1);
        var delivery = new DeliverySettings(limit, limit, limit, limit, MaxSessions: 10, TimeSpan.Zero);
        return new GatewaySettings("mx.gateway.test", new DomainTable([Verifier.Domain]), "", 100, BareNewlinePolicy.Keep, delivery) { Trusted = Trusted };
    }
}

/// <summary>A connection on pipes in memory; what is sent is handed over at once, on the sender's own thread.</summary>
internal sealed class ServiceConnection : IDuplexPipe
{
    public static readonly RequestTimes Times = new(TimeSpan.FromSeconds(300), TimeSpan.FromSeconds(30));
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(20);
    private readonly Pipe _toServer = new(new PipeOptions(readerScheduler: PipeScheduler.Inline, pauseWriterThreshold: 0));
    private readonly Pipe _toClient = new(new PipeOptions(pauseWriterThreshold: 0));

    public Task Session { get; private set; } = Task.CompletedTask;

    public PipeReader Input => _toServer.Reader;

    public PipeWriter Output => _toClient.Writer;

    public static ServiceConnection Open<TRequest>(IRequestHandler<TRequest> service, TimeProvider time, CancellationToken stopping)
    {
        var connection = new ServiceConnection();
        connection.Session = new RequestSession<TRequest>(connection, service, Times, time).RunAsync(stopping, CancellationToken.None);
        return connection;
    }

    public ValueTask<FlushResult> SendAsync(ReadOnlyMemory<byte> octets) => _toServer.Writer.WriteAsync(octets);

    public ValueTask CloseHalfAsync() => _toServer.Writer.CompleteAsync();

    /// <summary>All that is said until the connection is closed.</summary>
    public async Task<byte[]> ReceiveAllAsync()
    {
        while (true)
        {
            var result = await _toClient.Reader.ReadAsync().AsTask().WaitAsync(_patience);
            if (result.IsCompleted)
            {
                await Session.WaitAsync(_patience);
                return result.Buffer.ToArray();
            }
            _toClient.Reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }
    }

    /// <summary>Waits for as many octets, and takes them.</summary>
    public async Task<byte[]> ReceiveAsync(int count)
    {
        var result = await _toClient.Reader.ReadAtLeastAsync(count).AsTask().WaitAsync(_patience);
        var octets = result.Buffer.ToArray();
        _toClient.Reader.AdvanceTo(result.Buffer.End);
        return octets;
    }
}
