using Rollcall.Config;
using Rollcall.Core.Services;
using Rollcall.Protocols.Services;

namespace Rollcall.Listeners;

/// <summary>
/// The services for other mail servers: policy delegation, socketmap, tcp_table. Connections of all together beyond
/// <paramref name="maxConnections"/> are closed without a word, which each of these clients takes for doubt.
/// </summary>
internal sealed partial class NeighbourServices(RecipientLookup lookup, int maxConnections, TimeProvider time, ILogger log)
{
    // Postfix closes an idle connection itself after 300 s (smtpd_policy_service_max_idle); who is silent for longer has forgotten us.
    private static readonly RequestTimes _times = new(Idle: TimeSpan.FromSeconds(300), Whole: TimeSpan.FromSeconds(30));
    private int _open;

    /// <summary>Adds the listeners of the configuration.</summary>
    public void AddTo(ListenerSetup listeners, RollcallOptions options)
    {
        Add(listeners, options.Policy.Listen, session => new PolicyService(lookup, session));
        Add(listeners, options.Socketmap.Listen, session => new SocketmapService(lookup, session));
        Add(listeners, options.TcpTable.Listen, session => new TcpTableService(lookup, session));
    }

    private void Add<TRequest>(ListenerSetup listeners, IReadOnlyList<ListenAddress> addresses, Func<string, IRequestHandler<TRequest>> service)
    {
        foreach (var address in addresses)
            listeners.AddLine(ListenEndpoint.Of(address), connection => ServeAsync(connection, service(connection.Id)));
    }

    private async Task ServeAsync<TRequest>(ClientConnection connection, IRequestHandler<TRequest> service)
    {
        try
        {
            int open = Interlocked.Increment(ref _open);
            if (open > maxConnections)
            {
                if (open == maxConnections + 1) // not one line for each of a flood
                    Full(log, connection.Listener, maxConnections);
                return;
            }
            await new RequestSession<TRequest>(connection.Transport, service, _times, time).RunAsync(connection.Stopping, connection.Abort).ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }

    [LoggerMessage(EventName = "services_full", Level = LogLevel.Warning, Message = "{Listener} {Connections}")]
    private static partial void Full(ILogger log, ListenEndpoint listener, int connections);
}
