using System.Diagnostics;
using Rollcall.Interop.Harness;

namespace Rollcall.Comparison.Servers;

/// <summary>A Postfix in front of a customer's server that asks before it accepts: itself, or a policy service.</summary>
internal sealed class PostfixServer : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private Daemon? _master;

    public int Port { get; } = FreePort.Take();

    /// <summary>Starts one; <paramref name="restriction"/> is what it does at RCPT.</summary>
    public static async Task<PostfixServer> StartAsync(int backendPort, string restriction)
    {
        Programs.Need($"{Programs.PostfixDaemons}/master", "tests/tools/packages, which installs Postfix");
        var server = new PostfixServer();
        server.Prepare(backendPort, restriction);
        server._master = await Daemon.Start(server._folder["log"], $"{Programs.PostfixDaemons}/master", "-c", server._folder["etc"], "-d").ListensAsync(server.Port);
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        if (_master is not null)
            await _master.DisposeAsync();
        _folder.Dispose();
    }

    private void Prepare(int backendPort, string restriction)
    {
        _folder.Write("etc/main.cf", $"""
            compatibility_level = 3.6
            queue_directory = {_folder["queue"]}
            data_directory = {_folder["data"]}
            daemon_directory = {Programs.PostfixDaemons}
            command_directory = /usr/sbin
            mail_owner = postfix
            setgid_group = postdrop
            myhostname = mx.postfix.test
            mydestination =
            alias_maps =
            inet_interfaces = 127.0.0.1
            inet_protocols = ipv4
            maillog_file = {_folder["maillog"]}
            maillog_file_prefixes = /tmp
            disable_dns_lookups = yes
            smtp_host_lookup = native
            smtpd_peername_lookup = no
            relay_domains = example.test
            relay_recipient_maps =
            relay_transport = smtp:[127.0.0.1]:{backendPort}
            mynetworks =
            smtpd_relay_restrictions = reject_unauth_destination
            smtpd_recipient_restrictions = {restriction}
            unverified_recipient_reject_code = 550

            # What would be measured in the place of the work: its brakes against floods.
            in_flow_delay = 0
            smtpd_client_connection_count_limit = 0
            smtpd_error_sleep_time = 0
            smtpd_soft_error_limit = 1000000
            smtpd_hard_error_limit = 1000000
            smtpd_junk_command_limit = 1000000
            smtpd_recipient_limit = 1000

            """);
        _folder.Write("etc/master.cf", MasterServices());
        Directory.CreateDirectory(_folder["queue"]);
        Directory.CreateDirectory(_folder["data"]);
        Run("/bin/chown", "postfix", _folder["data"]);
        Run("/usr/sbin/postfix", "-c", _folder["etc"], "check");
    }

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new BenchException($"{program} {string.Join(' ', arguments)} failed; Postfix must be started as root");
    }

    private string MasterServices() => $"""
        127.0.0.1:{Port} inet n - n - - smtpd
        cleanup unix n - n - 0 cleanup
        qmgr unix n - n 300 1 qmgr
        rewrite unix - - n - - trivial-rewrite
        bounce unix - - n - 0 bounce
        defer unix - - n - 0 bounce
        trace unix - - n - 0 bounce
        verify unix - - n - 1 verify
        proxymap unix - - n - - proxymap
        proxywrite unix - - n - 1 proxymap
        smtp unix - - n - - smtp
        error unix - - n - - error
        retry unix - - n - - error
        anvil unix - - n - 1 anvil
        scache unix - - n - 1 scache
        postlog unix-dgram n - n - 1 postlogd

        """;
}
