using System.Globalization;

namespace Rollcall.Interop.Harness;

/// <summary>A real Exim as a customer's server: knows some local parts of one domain, passes what it took on to a sink.</summary>
internal sealed class EximServer : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private ProcessUnderTest? _daemon;

    private EximServer(int port) => Port = port;

    public int Port { get; }

    public string Address => $"127.0.0.1:{Port}";

    public string Log => File.Exists(_folder["mainlog"]) ? File.ReadAllText(_folder["mainlog"]) : "";

    public static Task<EximServer> StartAsync(MailSink sink, string domain, params string[] localParts) => StartAsync(sink, domain, localParts, "");

    /// <summary>With a further statement of the RCPT ACL, before it accepts.</summary>
    public static async Task<EximServer> StartAsync(MailSink sink, string domain, string[] localParts, string atRcpt)
    {
        var server = new EximServer(FreePort.Take());
        return await Wait.StartedAsync(server, async () =>
        {
            await server.PrepareAsync(server.Configuration(sink.Port, domain, localParts, atRcpt));
            await server.StartAsync();
        });
    }

    public async Task StartAsync()
    {
        var port = Port.ToString(CultureInfo.InvariantCulture);
        _daemon = ProcessUnderTest.Start("/usr/bin/setsid", [Repo.Exim, "-C", _folder["exim.conf"], "-bdf", "-oX", port, "-oP", _folder["pid"]]);
        await Wait.ForPortAsync(Port, () => Log + _daemon.Error);
    }

    public async Task StopAsync()
    {
        if (_daemon is null)
            return;
        _daemon.SignalGroup("KILL");
        await _daemon.EndAsync();
        await _daemon.DisposeAsync();
        _daemon = null;
        await Wait.ForClosedPortAsync(Port);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _folder.Dispose();
    }

    private async Task PrepareAsync(string configuration)
    {
        Directory.CreateDirectory(_folder["spool"]);
        _folder.Write("exim.conf", configuration);
        (await ProcessUnderTest.RunAsync("/bin/chown", "-R", "Debian-exim:Debian-exim", _folder["spool"])).Exit.ShouldBe(0);
        // Exim writes its logs as its own user.
        (await ProcessUnderTest.RunAsync("/bin/chmod", "1777", _folder.Path)).Exit.ShouldBe(0);
    }

    private string Configuration(int sinkPort, string domain, string[] localParts, string atRcpt) => $"""
        exim_path = {Repo.Exim}
        exim_user = Debian-exim
        exim_group = Debian-exim
        spool_directory = {_folder["spool"]}
        log_file_path = {_folder.Path}/%slog
        log_selector = +smtp_connection +smtp_no_mail
        primary_hostname = mx2.customer.test
        domainlist local_domains = {domain}
        local_interfaces = 127.0.0.1
        disable_ipv6
        keep_environment =
        tls_advertise_hosts =
        host_lookup =
        rfc1413_query_timeout = 0s
        acl_smtp_rcpt = acl_rcpt
        acl_smtp_predata = acl_predata

        begin acl
        acl_rcpt:
          require message = relay not permitted
                  domains = +local_domains
          require verify = recipient
          {atRcpt}
          accept
        acl_predata:
          accept logwrite = DATA from <$sender_address>

        begin routers
        users:
          driver = manualroute
          domains = +local_domains
          local_parts = {string.Join(" : ", localParts)}
          route_list = * 127.0.0.1
          transport = sink
          self = send

        begin transports
        sink:
          driver = smtp
          port = {sinkPort}
          allow_localhost
          message_linelength_limit = 1000000

        """;
}
