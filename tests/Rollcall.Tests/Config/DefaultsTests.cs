using Rollcall.Config;

namespace Rollcall.Tests.Config;

public sealed class DefaultsTests
{
    // Written out from the contract, so that no default changes unseen.
    private const string Contract = """
        hostname = "mx.gateway.test"
        state_dir = "./state"

        [smtp]
        listen = ["0.0.0.0:25", "[::]:25"]
        max_message_size = "50MiB"
        max_recipients = 100
        max_connections = 10000
        max_connections_per_client = 50
        command_timeout = "5m"
        bare_newline = "refuse"
        smtputf8 = true
        postmaster = ""
        trusted_clients = []
        proxy_protocol_from = []
        xclient_from = []

        [smtp.tls]
        certificate = ""
        key = ""

        [store]
        provider = "sqlite"
        connection = ""
        connection_file = ""
        wait = "60s"

        [dns]
        servers = []
        allow_private = false

        [limits]
        memory_entries = 500000
        body_memory = "256MiB"
        spool_dir = ""
        min_free_disk = "1GiB"
        waiting = 2000

        [callout]
        mode = "callout"
        valid_ttl = "24h"
        invalid_ttl = "1h"
        stale_ttl = "7d"
        recheck_invalid_after = "10m"
        unverifiable = "defer"
        wait = "25s"
        connect_timeout = "5s"
        command_timeout = "15s"
        sender = ""
        fallback_sender = ""
        tls = "opportunistic"
        max_sessions = 4
        max_per_session = 50
        max_rate = 50
        question_deadline = "90s"
        refuses_after = "15m"

        [breaker]
        failures = 5
        open = "30s"
        max_open = "2m"

        [delivery]
        connect_timeout = "10s"
        command_timeout = "60s"
        final_dot_timeout = "8m"
        message_deadline = "9m"
        max_sessions = 20
        idle = "5s"

        [harvest]
        window = "1h"
        unknown = 50
        ratio = 0.5
        ban_factor = 10
        ban = "1h"
        domain_unknown = 200
        domain_rate = 2
        max_invalid = 50000

        [http]
        listen = ["127.0.0.1:8025"]
        private_destinations = []

        [policy]
        listen = []

        [socketmap]
        listen = []

        [tcp_table]
        listen = []

        [log]
        format = "text"
        level = "info"

        """;

    [Fact]
    public void EmptyTables_HaveTheDefaultsOfTheContract() => ConfigPrinter.Print(Toml.Read("[smtp]\n")).ShouldBe(Contract);

    [Fact]
    public void NoSmtpTable_IsNoSmtpListener()
    {
        var options = Toml.Read("");

        options.Smtp.ShouldBeNull();
        ConfigPrinter.Print(options).ShouldNotContain("[smtp]");
    }

    [Fact]
    public void DefaultsOfAll_AreTheOnesThatCoreKnows() => new CalloutOptions().ToSettings().ShouldBe(new());

    [Fact]
    public void Domain_AsksWhereItDelivers_AndKeepsTagsAndFoldsCase()
    {
        var domain = Toml.Read("[[domain]]\nname = \"example.com\"\ndeliver_to = [\"10.0.0.5\"]\n").Domains.ShouldHaveSingleItem();

        domain.DeliverTo.ShouldHaveSingleItem().ToString().ShouldBe("10.0.0.5:25");
        domain.VerifyAt.ShouldBe(domain.DeliverTo);
        domain.SubaddressSeparator.ShouldBe("");
        domain.CaseSensitive.ShouldBeFalse();
    }
}
