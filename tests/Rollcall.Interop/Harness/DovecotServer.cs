using System.Globalization;

namespace Rollcall.Interop.Harness;

/// <summary>A real Dovecot that takes mail by LMTP for some users, each into a Maildir of its own.</summary>
internal sealed class DovecotServer : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private ProcessUnderTest? _daemon;

    public int Port { get; } = FreePort.Take();

    public string Address => $"lmtp://127.0.0.1:{Port}";

    public string Log => File.Exists(_folder["log"]) ? File.ReadAllText(_folder["log"]) : "";

    public static async Task<DovecotServer> StartAsync(params string[] users)
    {
        var server = new DovecotServer();
        return await Wait.StartedAsync(server, async () =>
        {
            await server.PrepareAsync(users);
            server._daemon = ProcessUnderTest.Start("/usr/bin/setsid", ["/usr/sbin/dovecot", "-F", "-c", server._folder["dovecot.conf"]]);
            await Wait.ForPortAsync(server.Port, () => server.Log + server._daemon.Error);
        });
    }

    /// <summary>The messages of a user as they were delivered, Dovecot's own fields on top.</summary>
    public IReadOnlyList<byte[]> Messages(string user)
    {
        var box = Path.Combine(_folder["mail"], user, "new");
        return Directory.Exists(box) ? [.. Directory.GetFiles(box).Order().Select(File.ReadAllBytes)] : [];
    }

    public async ValueTask DisposeAsync()
    {
        if (_daemon is not null)
        {
            _daemon.SignalGroup("KILL");
            await _daemon.EndAsync();
            await _daemon.DisposeAsync();
        }

        _folder.Dispose();
    }

    private async Task PrepareAsync(string[] users)
    {
        _folder.Write("users", string.Concat(users.Select(user => $"{user}:::::{_folder["mail"]}/{user}::\n")));
        _folder.Write("dovecot.conf", Configuration());
        foreach (var name in (string[])["mail", "run", "state"])
            Directory.CreateDirectory(_folder[name]);
        (await ProcessUnderTest.RunAsync("/bin/chown", "mail:mail", _folder["mail"])).Exit.ShouldBe(0);
    }

    private string Configuration() => string.Create(CultureInfo.InvariantCulture, $$"""
        protocols = lmtp
        base_dir = {{_folder["run"]}}
        state_dir = {{_folder["state"]}}
        log_path = {{_folder["log"]}}
        ssl = no
        first_valid_uid = 1
        mail_uid = mail
        mail_gid = mail
        mail_location = maildir:{{_folder["mail"]}}/%u
        mail_save_crlf = yes
        default_internal_user = dovecot
        default_login_user = dovenull
        hostname = mx3.customer.test
        passdb {
          driver = passwd-file
          args = {{_folder["users"]}}
        }
        userdb {
          driver = passwd-file
          args = username_format=%u {{_folder["users"]}}
          override_fields = uid=mail gid=mail home={{_folder["mail"]}}/%u
        }
        service lmtp {
          inet_listener lmtp {
            address = 127.0.0.1
            port = {{Port}}
          }
        }

        """);
}
