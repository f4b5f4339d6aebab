using System.Globalization;

namespace Rollcall.Interop.Harness;

/// <summary>Settings that make a Postfix of the tests the sender in front of a gateway: it queues, and tries again within seconds.</summary>
internal static class PostfixSender
{
    /// <summary>A Postfix that sends all mail for the domain to the gateway at this port, and throws bounces away.</summary>
    public static Task<PostfixServer> StartAsync(MailSink unused, string domain, int gatewayPort, params string[] further) =>
        PostfixServer.StartAsync(unused, ["unused@front.test"],
        [
            $"relay_domains = {domain}",
            "relay_recipient_maps =",
            string.Create(CultureInfo.InvariantCulture, $"relay_transport = smtp:[127.0.0.1]:{gatewayPort}"),
            "default_transport = discard",
            // Not less: a message that is taken up while its last delivery still holds its file stays in Postfix's active queue until it is restarted.
            "minimal_backoff_time = 3s",
            "maximal_backoff_time = 4s",
            "queue_run_delay = 1s",
            "smtp_connection_cache_on_demand = no",
            // One refusal of a connection must not stop the whole destination for a minute.
            "default_destination_concurrency_failed_cohort_limit = 0",
            "smtpd_recipient_limit = 100",
            .. further,
        ]);

    /// <summary>Whether nothing is left to be sent.</summary>
    public static bool IsEmpty(this PostfixServer postfix) =>
        ((string[])["maildrop", "incoming", "active", "deferred"]).All(queue => postfix.QueueFiles(queue) == 0);
}
