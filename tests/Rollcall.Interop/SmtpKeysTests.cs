using System.Text;
using Rollcall.Interop.Harness;

namespace Rollcall.Interop;

/// <summary>What the keys of [smtp] and [limits] change is what a client meets.</summary>
public sealed class SmtpKeysTests
{
    private const string Alice = "alice@example.test";
    private static readonly byte[] _bareNewline = Encoding.ASCII.GetBytes("Subject: bare\r\n\r\none\ntwo\r\n");

    [Fact]
    public async Task MaxMessageSize_IsOffered_AndRefusedAtMailAndBehindTheData()
    {
        await using var sink = new MailSink(Alice);
        await using var gateway = await StartAsync(sink, "max_message_size = \"10KiB\"");
        await using var client = await RawClient.ConnectAsync(gateway.Port);

        (await client.SayAsync("EHLO client.test")).ShouldContain("250-SIZE 10240");
        (await client.SayAsync("MAIL FROM:<a@sender.test> SIZE=10241")).ShouldStartWith("552 5.3.4 ");
        (await client.SayAsync("MAIL FROM:<a@sender.test> SIZE=10240")).ShouldStartWith("250 ");
        (await client.MessageAsync(Alice, [.. Mail.Plain("large"), .. Encoding.ASCII.GetBytes(new string('x', 10_300) + "\r\n")])).ShouldStartWith("552 5.3.4 ");
        (await client.MessageAsync(Alice, Mail.Plain("small"))).ShouldStartWith("250 2.0.0 ");
        sink.Messages.Count.ShouldBe(1);
    }

    [Fact]
    public async Task MaxRecipients_PutsOffTheRest()
    {
        await using var sink = new MailSink();
        await using var gateway = await StartAsync(sink, "max_recipients = 2");
        await using var client = await RawClient.ConnectAsync(gateway.Port);

        await client.SayAsync("MAIL FROM:<a@sender.test>");
        (await client.SayAsync("RCPT TO:<one@example.test>")).ShouldStartWith("250 ");
        (await client.SayAsync("RCPT TO:<two@example.test>")).ShouldStartWith("250 ");
        (await client.SayAsync("RCPT TO:<three@example.test>")).ShouldBe("452 4.5.3 Too many recipients");
    }

    [Fact]
    public async Task CommandTimeout_EndsWhoIsSilent_InACommandAndInABody()
    {
        await using var sink = new MailSink(Alice);
        await using var gateway = await StartAsync(sink, "command_timeout = \"1s\"");
        await using var idle = await RawClient.ConnectAsync(gateway.Port);
        await using var inData = await RawClient.ConnectAsync(gateway.Port);

        await inData.RcptAsync(Alice);
        await inData.SayAsync("DATA");
        await inData.SendAsync("Subject: never ends\r\n");

        (await idle.ReadAsync()).ShouldStartWith("421 4.4.2 ");
        (await inData.ReadAsync()).ShouldStartWith("421 4.4.2 ");
        sink.Messages.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("", "550 5.5.2 ")]
    [InlineData("bare_newline = \"refuse\"", "550 5.5.2 ")]
    [InlineData("bare_newline = \"normalize\"", "250 2.0.0 ")]
    public async Task BareNewline_IsRefusedBehindTheData_OrNormalized(string key, string reply)
    {
        await using var sink = new MailSink(Alice);
        await using var gateway = await StartAsync(sink, key);
        await using var client = await RawClient.ConnectAsync(gateway.Port);

        (await client.MessageAsync(Alice, _bareNewline)).ShouldStartWith(reply);

        foreach (var message in sink.Messages)
            message.Text.ShouldEndWith("\r\n\r\none\r\ntwo\r\n");
    }

    [Fact]
    public async Task Smtputf8SwitchedOff_IsNotOffered_AndUnknown()
    {
        await using var sink = new MailSink(Alice);
        await using var gateway = await StartAsync(sink, "smtputf8 = false");
        await using var client = await RawClient.ConnectAsync(gateway.Port);

        (await client.SayAsync("EHLO client.test")).ShouldNotContain("SMTPUTF8");
        (await client.SayAsync("MAIL FROM:<a@sender.test> SMTPUTF8")).ShouldStartWith("555 5.5.4 ");
    }

    [Fact]
    public async Task Postmaster_GetsTheMailThatHasNoDestination()
    {
        await using var sink = new MailSink(Alice);
        await using var gateway = await StartAsync(sink, $"postmaster = \"{Alice}\"");
        await using var client = await RawClient.ConnectAsync(gateway.Port);

        (await client.MessageAsync("postmaster", Mail.Plain("help"))).ShouldStartWith("250 2.0.0 ");

        sink.Messages.ShouldHaveSingleItem().Recipients.ShouldBe([Alice]);
    }

    [Fact]
    public async Task RecipientsBeyondTheMemory_AreAnsweredFromTheStore_AndNotAskedAgain()
    {
        string[] users = [.. Enumerable.Range(0, 1500).Select(number => $"user{number}@example.test")];
        await using var sink = new MailSink(users);
        await using var gateway = await Gateway.StartAsync(
            new GatewayPlan(("example.test", sink.Address)) { Limits = "min_free_disk = \"1MiB\"\nmemory_entries = 1000", Callout = "max_rate = 10000" });
        await using var client = await RawClient.ConnectAsync(gateway.Port);

        for (var round = 0; round < 2; round++)
        {
            foreach (var user in users)
                (await client.RcptAsync(user)).ShouldStartWith("250 ");
        }

        sink.Sessions.Sum(session => users.Sum(session.Questions)).ShouldBe(users.Length);
    }

    private static Task<Gateway> StartAsync(MailSink sink, string smtp) =>
        Gateway.StartAsync(new GatewayPlan(("example.test", sink.Address)) { Smtp = smtp });
}
