using System.Net;
using System.Net.Sockets;
using Rollcall.Config;
using Rollcall.Demo;
using Rollcall.Listeners;
using Rollcall.Protocols.Smtp.Server;

namespace Rollcall.Cli;

/// <summary>
/// Everything on loopback, to look at: the gateway with its store in a temporary folder, and behind it a stand-in for a customer's mail server.
/// </summary>
internal static class DemoCommand
{
    private const string Domain = "example.com";
    private static readonly HashSet<string> _mailboxes = new(["alice", "bob", "postmaster"], StringComparer.OrdinalIgnoreCase);

    public static async Task<int> RunAsync(TimeProvider time)
    {
        var folder = Directory.CreateTempSubdirectory("rollcall-demo-");
        try
        {
            var ports = new DemoPorts(FreePort(2525), FreePort(2526), FreePort(8025));
            var file = Path.Combine(folder.FullName, "rollcall.toml");
            await File.WriteAllTextAsync(file, Configuration(folder.FullName, ports)).ConfigureAwait(false);
            var options = ConfigLoader.Load(file).Options!;
            return await ServeCommand.RunAsync(options, time, new ServeExtras(
                listeners => listeners.AddLine(ListenEndpoint.At(new IPEndPoint(IPAddress.Loopback, ports.Customer)), connection => StandInAsync(connection, time)),
                () => Explain(file, ports))).ConfigureAwait(false);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string Configuration(string folder, DemoPorts ports) => $"""
        hostname  = "mx.gateway.test"
        state_dir = "{folder}/state"

        [smtp]
        listen = ["127.0.0.1:{ports.Smtp}"]

        [http]
        listen = ["127.0.0.1:{ports.Http}"]

        [limits]
        min_free_disk = "1MiB"

        [[domain]]
        name = "{Domain}"
        deliver_to = ["127.0.0.1:{ports.Customer}"]

        [log]
        level = "debug"
        """;

    private static void Explain(string file, DemoPorts ports) => Console.Out.WriteLine($"""
        Rollcall is at 127.0.0.1:{ports.Smtp} (SMTP) and 127.0.0.1:{ports.Http} (HTTP: /healthz, /readyz, /metrics).
        Behind it, at 127.0.0.1:{ports.Customer}, is a stand-in for the mail server of {Domain} with the mailboxes {string.Join(", ", _mailboxes)}.

        Try, in another terminal, a valid, an unknown and a foreign recipient:

          swaks --server 127.0.0.1:{ports.Smtp} --from you@example.net --to alice@{Domain}
          swaks --server 127.0.0.1:{ports.Smtp} --from you@example.net --to nobody@{Domain}
          swaks --server 127.0.0.1:{ports.Smtp} --from you@example.net --to somebody@example.org

        and then what has been learnt (from a checkout it is ./rollcall):

          rollcall recipients list {Domain} -c {file}

        This is for looking only, and is gone at the end (Ctrl-C). Each decision is shown below as it happens.

        """);

    private static async Task StandInAsync(ClientConnection connection, TimeProvider time)
    {
        var settings = new SmtpSessionSettings { Hostname = StandInHandler.HostName, MaxMessageSize = 50 * 1024 * 1024 };
        var handler = new StandInHandler(_mailboxes, text => Console.Out.WriteLine($"  the server of {Domain} {text}"));
        await new SmtpSession(connection.Transport, settings, handler, time).RunAsync(connection.Stopping, connection.Abort).ConfigureAwait(false);
    }

    // The usual port if nobody has it, so that the printed lines are the same each time.
    private static int FreePort(int usual)
    {
        try
        {
            return Bind(usual);
        }
        catch (SocketException)
        {
            return Bind(0);
        }
    }

    private static int Bind(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    private sealed record DemoPorts(int Smtp, int Customer, int Http);
}
