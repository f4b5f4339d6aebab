using System.Diagnostics;
using Rollcall.Interop.Harness;

namespace Rollcall.Comparison.Servers;

/// <summary>An Exim in front of a customer's server that verifies recipients by call-outs.</summary>
internal sealed class EximServer : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private Daemon? _daemon;

    public int Port { get; } = FreePort.Take();

    public static async Task<EximServer> StartAsync(int backendPort)
    {
        Programs.Need(Repo.Exim, "tests/tools/packages, which unpacks Exim");
        var server = new EximServer();
        server.Prepare(backendPort);
        server._daemon = await Daemon.Start(
            server._folder["log"], Repo.Exim, "-C", server._folder["exim.conf"], "-bdf", "-oX", $"{server.Port}", "-oP", server._folder["pid"]).ListensAsync(server.Port);
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        if (_daemon is not null)
            await _daemon.DisposeAsync();
        _folder.Dispose();
    }

    private void Prepare(int backendPort)
    {
        Directory.CreateDirectory(_folder["spool"]);
        // Exim writes its logs as its own user.
        File.SetUnixFileMode(_folder.Path, (UnixFileMode)0b001_111_111_111);
        _folder.Write("exim.conf", Configuration(backendPort));
        using var chown = Process.Start("/bin/chown", ["Debian-exim:Debian-exim", _folder["spool"]]);
        chown.WaitForExit();
        if (chown.ExitCode != 0)
            throw new BenchException("Exim needs its user Debian-exim; run tests/tools/packages as root");
    }

    // The limits that are lifted are brakes against floods, which would be measured in the place of the work.
    private string Configuration(int backendPort) => $"""
        exim_path = {Repo.Exim}
        exim_user = Debian-exim
        exim_group = Debian-exim
        spool_directory = {_folder["spool"]}
        log_file_path = {_folder.Path}/%slog
        primary_hostname = mx.exim.test
        local_interfaces = 127.0.0.1
        disable_ipv6
        keep_environment =
        tls_advertise_hosts =
        host_lookup =
        rfc1413_query_timeout = 0s
        smtp_accept_max = 0
        smtp_accept_max_per_connection = 0
        smtp_accept_max_nonmail_hosts =
        smtp_accept_queue_per_connection = 0
        smtp_connect_backlog = 4096
        domainlist relay_to_domains = example.test
        acl_smtp_rcpt = acl_rcpt

        begin acl
        acl_rcpt:
          require domains = +relay_to_domains
          require verify = recipient/callout
          accept

        begin routers
        customer:
          driver = manualroute
          domains = +relay_to_domains
          route_list = * 127.0.0.1
          transport = customer
          self = send

        begin transports
        customer:
          driver = smtp
          port = {backendPort}
          allow_localhost

        """;
}
