using System.Globalization;

namespace Rollcall.Interop.Harness;

/// <summary>A real Postfix as a customer's server: knows some mailboxes, passes what it took on to a sink.</summary>
internal sealed class PostfixServer : IAsyncDisposable
{
    private const string Daemons = "/usr/lib/postfix/sbin";
    private readonly TempFolder _folder = new();
    private ProcessUnderTest? _master;

    private PostfixServer(int port) => Port = port;

    public int Port { get; }

    public string Address => $"127.0.0.1:{Port}";

    public string Log => File.Exists(_folder["maillog"]) ? File.ReadAllText(_folder["maillog"]) : "";

    /// <summary>Starts one for the mailboxes, all of one domain or of several; further lines go to main.cf as they are.</summary>
    public static async Task<PostfixServer> StartAsync(MailSink sink, IReadOnlyList<string> mailboxes, params string[] settings)
    {
        var server = new PostfixServer(FreePort.Take());
        return await Wait.StartedAsync(server, async () =>
        {
            await server.PrepareAsync(sink, mailboxes, settings);
            await server.StartAsync();
        });
    }

    public async Task StartAsync()
    {
        _master = ProcessUnderTest.Start("/usr/bin/setsid", [$"{Daemons}/master", "-c", _folder["etc"], "-d"]);
        await Wait.ForPortAsync(Port, () => Log + _master.Error);
    }

    public async Task StopAsync()
    {
        if (_master is null)
            return;
        // The workers belong to the master's group and would answer on for a while.
        _master.SignalGroup("KILL");
        await _master.EndAsync();
        await _master.DisposeAsync();
        _master = null;
        await Wait.ForClosedPortAsync(Port);
    }

    /// <summary>Signals the master and all its workers.</summary>
    public void Signal(string name) => _master!.SignalGroup(name);

    /// <summary>Messages in one of its queues.</summary>
    public int QueueFiles(string queue)
    {
        try
        {
            return Directory.EnumerateFiles(Path.Combine(_folder["queue"], queue), "*", SearchOption.AllDirectories).Count();
        }
        catch (DirectoryNotFoundException)
        {
            return 0; // one of its folders went while we looked
        }
    }

    public Task UntilLogAsync(Func<string, bool> condition, string what) => Wait.UntilAsync(() => condition(Log), what, () => Log);

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _folder.Dispose();
    }

    private async Task PrepareAsync(MailSink sink, IReadOnlyList<string> mailboxes, string[] settings)
    {
        var domains = mailboxes.Select(m => m[(m.LastIndexOf('@') + 1)..]).Distinct();
        _folder.Write("etc/main.cf", $$"""
            compatibility_level = 3.6
            queue_directory = {{_folder["queue"]}}
            data_directory = {{_folder["data"]}}
            daemon_directory = {{Daemons}}
            command_directory = /usr/sbin
            mail_owner = postfix
            setgid_group = postdrop
            myhostname = mx1.customer.test
            mydestination =
            alias_maps =
            inet_interfaces = 127.0.0.1
            inet_protocols = ipv4
            maillog_file = {{_folder["maillog"]}}
            maillog_file_prefixes = /tmp
            disable_dns_lookups = yes
            smtp_host_lookup = native
            in_flow_delay = 0
            virtual_mailbox_domains = {{string.Join(' ', domains)}}
            virtual_mailbox_maps = inline:{ {{string.Join(", ", mailboxes.Select(m => $"{{ {m} = x }}"))}} }
            virtual_transport = smtp:[127.0.0.1]:{{sink.Port}}
            smtp_line_length_limit = 0
            smtpd_relay_restrictions = reject_unauth_destination
            smtpd_recipient_restrictions = reject_unlisted_recipient

            """ + string.Join('\n', settings) + "\n");
        _folder.Write("etc/master.cf", MasterServices(Port));
        Directory.CreateDirectory(_folder["queue"]);
        Directory.CreateDirectory(_folder["data"]);
        (await ProcessUnderTest.RunAsync("/bin/chown", "postfix", _folder["data"])).Exit.ShouldBe(0);
        var check = await ProcessUnderTest.RunAsync("/usr/sbin/postfix", "-c", _folder["etc"], "check");
        check.Exit.ShouldBe(0, check.All);
    }

    private static string MasterServices(int port) => string.Create(CultureInfo.InvariantCulture, $"""
        127.0.0.1:{port} inet n - n - - smtpd
        pickup unix n - n 60 1 pickup
        cleanup unix n - n - 0 cleanup
        qmgr unix n - n 300 1 qmgr
        tlsmgr unix - - n 1000? 1 tlsmgr
        rewrite unix - - n - - trivial-rewrite
        bounce unix - - n - 0 bounce
        defer unix - - n - 0 bounce
        trace unix - - n - 0 bounce
        verify unix - - n - 1 verify
        flush unix n - n 1000? 0 flush
        proxymap unix - - n - - proxymap
        proxywrite unix - - n - 1 proxymap
        smtp unix - - n - - smtp
        relay unix - - n - - smtp
        showq unix n - n - - showq
        error unix - - n - - error
        retry unix - - n - - error
        discard unix - - n - - discard
        local unix - n n - - local
        virtual unix - n n - - virtual
        lmtp unix - - n - - lmtp
        anvil unix - - n - 1 anvil
        scache unix - - n - 1 scache
        postlog unix-dgram n - n - 1 postlogd

        """);
}
