using System.Buffers;
using Rollcall.Protocols.Smtp.Server;
using Rollcall.Tests.Callout;

namespace Rollcall.Tests.Gateway;

/// <summary>What the commands of a session mean here: who is taken, who is asked about, and what the sender hears.</summary>
public sealed class GatewayHandlerTests
{
    private const string Ok = "250 2.1.5 Recipient ok";

    [Fact]
    public async Task PipelinedBatch_IsAskedTogether_AndAnsweredInOrder()
    {
        await using var harness = new GatewayHarness(Taking("ann", "cid"));
        harness.Server.Gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await harness.BeginAsync();

        harness.Prepare("ann@example.com", "bob@example.net", "cid@example.com");
        await UntilAsync(() => harness.Server.Commands.Count == 3); // three EHLOs: all are under way before one is answered
        harness.Server.Gate.SetResult();

        (await harness.RcptAsync("ann@example.com")).ShouldBe(Ok);
        (await harness.RcptAsync("bob@example.net")).ShouldBe("550 5.1.1 <bob@example.net>: User unknown");
        (await harness.RcptAsync("cid@example.com")).ShouldBe(Ok);
        harness.Asked.Order().ShouldBe(["<ann@example.com>", "<bob@example.net>", "<cid@example.com>"]);
    }

    [Theory]
    [InlineData("ann@example.com")]
    [InlineData("postmaster@example.com")]
    [InlineData("postmaster")]
    public async Task RecipientOfAnotherDestination_ComesSeparately_AndIsNeverAsked(string first)
    {
        await using var harness = new GatewayHarness(_ => "250 ok");
        await harness.BeginAsync();
        harness.Prepare(first, "Bob@example.org");

        (await harness.RcptAsync(first)).ShouldBe(Ok);
        (await harness.RcptAsync("Bob@example.org")).ShouldBe("452 4.5.3 <Bob@example.org>: Send to this recipient separately");
        (await harness.RcptAsync("postmaster@example.org")).ShouldBe("452 4.5.3 <postmaster@example.org>: Send to this recipient separately");

        await ShouldNotBeAskedYetAsync(harness, "bob@example.org");
    }

    [Fact]
    public async Task RefusedRecipient_DoesNotFixTheDestination()
    {
        await using var harness = new GatewayHarness(Taking("bob"));
        await harness.BeginAsync();

        (await harness.RcptAsync("ann@example.com")).ShouldStartWith("550 5.1.1");
        (await harness.RcptAsync("bob@example.org")).ShouldBe(Ok);
    }

    [Theory]
    [InlineData("postmaster")]
    [InlineData("PostMaster@MX.Gateway.Test")]
    [InlineData("Postmaster@example.com")]
    [InlineData("\"postmaster\"@example.com")]
    public async Task Postmaster_IsTaken_WithoutAQuestion(string address)
    {
        await using var harness = new GatewayHarness(_ => "550 5.1.1 No such user");
        await harness.BeginAsync();
        harness.Prepare(address, address);

        (await harness.RcptAsync(address)).ShouldBe(Ok);

        harness.Server.Dials.ShouldBe(0);
    }

    [Theory]
    [InlineData("", "<postmaster@example.com>")]
    [InlineData("root@example.org", "<root@example.org>")]
    [InlineData("root@elsewhere.test", "<postmaster@example.com>")]
    public async Task OwnPostmastersMail_GoesToTheConfiguredMailbox(string configured, string receiver)
    {
        await using var harness = new GatewayHarness(Receiving("250 ok"), configured);
        await harness.BeginAsync("postmaster@mx.gateway.test");

        (await harness.SendAsync("Hi\r\n")).ShouldBe("250 2.0.0 ABCDEFGHIJKL passed on");

        harness.Asked.ShouldBe([receiver]);
    }

    [Theory]
    [InlineData("bob@elsewhere.test")]
    [InlineData("postmaster@elsewhere.test")]
    [InlineData("bob@sub.example.com")]
    [InlineData("bob@mx.gateway.test")]
    public async Task ForeignDomain_IsRefused(string address)
    {
        await using var harness = new GatewayHarness(_ => "250 ok");
        await harness.BeginAsync();

        (await harness.RcptAsync(address)).ShouldBe($"554 5.7.1 <{address}>: Relay denied");

        harness.Server.Dials.ShouldBe(0);
    }

    [Theory]
    [InlineData("Dan@example.com")]
    [InlineData("postmaster@example.com")]
    [InlineData("postmaster")]
    public async Task TooManyRecipients_ArePutOff_AndNotAsked(string fourth)
    {
        await using var harness = new GatewayHarness(_ => "250 ok");
        await harness.BeginAsync();
        harness.Prepare("ann@example.com", "bob@example.com", "cid@example.com", fourth);
        foreach (var address in new[] { "ann@example.com", "bob@example.com", "cid@example.com" })
            (await harness.RcptAsync(address)).ShouldBe(Ok);

        (await harness.RcptAsync(fourth)).ShouldBe("452 4.5.3 Too many recipients");

        await ShouldNotBeAskedYetAsync(harness, "dan@example.com");
    }

    [Theory]
    [InlineData("bob@lmtp.example", "452 4.5.3 <bob@lmtp.example>: Send to this recipient separately")]
    [InlineData("postmaster@lmtp.example", "452 4.5.3 <postmaster@lmtp.example>: Send to this recipient separately")]
    [InlineData("postmaster", "452 4.5.3 <postmaster>: Send to this recipient separately")]
    public async Task LmtpDestination_TakesOneRecipient(string second, string reply)
    {
        await using var harness = new GatewayHarness(_ => "250 ok", "root@lmtp.example");
        await harness.BeginAsync("ann@lmtp.example");

        (await harness.RcptAsync(second)).ShouldBe(reply);
    }

    [Theory]
    [InlineData(true, false, "550 5.5.2 Message has a bare CR or bare LF")]
    [InlineData(false, true, "550 5.6.0 Message has a NUL octet")]
    public async Task BodyThatMustNotGoOn_IsRefused_AndNothingIsPassedOn(bool bareNewline, bool nul, string expected)
    {
        await using var harness = new GatewayHarness(Receiving("250 ok"));
        await harness.BeginAsync("postmaster");
        var cancel = TestContext.Current.CancellationToken;
        await harness.Handler.DataAsync(cancel);
        await harness.Handler.BodyAsync(new ReadOnlySequence<byte>("abc"u8.ToArray()), cancel);

        var reply = await harness.Handler.EndOfDataAsync(new BodyFacts(3, TooLarge: false, bareNewline, EightBit: false, nul), cancel);

        reply.ToString().ShouldBe(expected);
        harness.Server.Dials.ShouldBe(0);
    }

    [Fact]
    public async Task OnlyRecipient_IsNamedInTheTrace()
    {
        await using var harness = new GatewayHarness(Receiving("250 ok"));
        harness.Handler.Hello(new HelloCommand("client.test", true));
        harness.Resolver.Names[System.Net.IPAddress.Parse("198.51.100.7")] = "real.client.test";
        await harness.BeginAsync("ann@example.com");

        await harness.SendAsync("Hi\r\n");

        harness.Server.Bodies.ShouldBe([
            "Received: from client.test (real.client.test [198.51.100.7])\r\n\tby mx.gateway.test with ESMTP id ABCDEFGHIJKL\r\n"
            + "\tfor <ann@example.com>;\r\n\tTue, 1 Jan 2030 00:00:00 +0000\r\nHi\r\n.\r\n"]);
    }

    [Fact]
    public async Task SeveralRecipients_LearnNothingOfEachOther()
    {
        await using var harness = new GatewayHarness(Receiving("250 ok"));
        await harness.BeginAsync("ann@example.com", "bob@example.com");

        (await harness.SendAsync("Hi\r\n")).ShouldBe("250 2.0.0 ABCDEFGHIJKL passed on");

        var body = harness.Server.Bodies.ShouldHaveSingleItem();
        body.ShouldStartWith("Received: from unknown (unknown [198.51.100.7])\r\n\tby mx.gateway.test with SMTP id ABCDEFGHIJKL;\r\n");
        body.ShouldNotContain("@");
    }

    [Theory]
    [InlineData("554 5.7.1 Spam", "554 5.7.1 Spam")]
    [InlineData("451 4.7.1 Later, says mail.inner.example", "451 4.7.1 Later, says [...]")]
    [InlineData(ScriptedServer.HangUp, "451 4.4.1 The destination cannot take mail at present, try again later")]
    public async Task ReplyOfTheDestination_IsPassedOn(string theirs, string ours)
    {
        await using var harness = new GatewayHarness(Receiving(theirs));
        await harness.BeginAsync("ann@example.com");

        (await harness.SendAsync("Hi\r\n")).ShouldBe(ours);
    }

    [Theory]
    [InlineData("550 5.1.1 No such user", "550 5.1.1 <ann@example.com>: User unknown")]
    [InlineData("451 4.7.1 Greylisted", "451 4.4.3 <ann@example.com>: Cannot verify recipient, try again later")]
    [InlineData("554 5.7.1 Relay access denied", "451 4.4.3 <ann@example.com>: Cannot verify recipient, try again later")]
    [InlineData(ScriptedServer.HangUp, "451 4.4.3 <ann@example.com>: Cannot verify recipient, try again later")]
    public async Task Verdict_IsTheReplyAtRcpt(string theirs, string ours)
    {
        await using var harness = new GatewayHarness(line => line.StartsWith("RCPT", StringComparison.Ordinal) ? theirs : "250 ok");
        await harness.BeginAsync();

        (await harness.RcptAsync("ann@example.com")).ShouldBe(ours);
    }

    [Theory]
    [InlineData("550 5.1.1 User unknown")]
    [InlineData("452 4.2.2 Mailbox full")]
    [InlineData("550 5.7.1 Not from mail.inner.example")]
    public async Task RefusedLateBesideOthers_IsTryAgain_AndTheNextTryPassesForTheOthers(string late)
    {
        bool delivering = false;
        await using var harness = new GatewayHarness(line =>
            line.StartsWith("RCPT TO:<bob@", StringComparison.Ordinal) && delivering ? late
            : line == "DATA" ? "354 go on" : "250 ok");
        await harness.BeginAsync("ann@example.com", "bob@example.com");
        delivering = true;

        (await harness.SendAsync("Subject: x\r\n\r\nHi\r\n")).ShouldStartWith("451 4.5.0 ");
        await harness.BeginAsync("ann@example.com");
        (await harness.RcptAsync("bob@example.com")).ShouldBe(late.Replace("mail.inner.example", "[...]", StringComparison.Ordinal));
        (await harness.SendAsync("Subject: x\r\n\r\nHi\r\n")).ShouldStartWith("250 2.0.0 ");

        harness.Server.Bodies.Count.ShouldBe(1);
    }

    [Fact]
    public async Task KeptRefusal_IsOfItsReversePathAlone_AndATransientOneForFiveMinutes()
    {
        bool delivering = false;
        await using var harness = new GatewayHarness(line =>
            line.StartsWith("RCPT TO:<bob@", StringComparison.Ordinal) && delivering ? "450 4.2.1 Later" : line == "DATA" ? "354 go on" : "250 ok");
        await harness.BeginAsync("ann@example.com", "bob@example.com");
        delivering = true;
        await harness.SendAsync("Hi\r\n");
        await harness.MailAsync();
        (await harness.RcptAsync("bob@example.com")).ShouldBe("450 4.2.1 Later");
        harness.Handler.Reset();

        await harness.Handler.MailAsync(new MailCommand(new("other", "sender.test"), null, false, false), TestContext.Current.CancellationToken);
        (await harness.RcptAsync("bob@example.com")).ShouldBe(Ok);
        harness.Handler.Reset();
        harness.Time.Advance(TimeSpan.FromMinutes(5));
        await harness.BeginAsync("bob@example.com");
    }

    // A pipelined group used to have one answer for both.
    [Fact]
    public async Task PipelinedBatch_WithTwoSpellings_AsksForEach()
    {
        await using var harness = new GatewayHarness(line => line.StartsWith("RCPT TO:<BOB@", StringComparison.Ordinal) ? "550 5.1.1 User unknown" : "250 ok");
        await harness.MailAsync();
        harness.Prepare("BOB@example.com", "bob@example.com");

        (await harness.RcptAsync("BOB@example.com")).ShouldStartWith("550 5.1.1 ");
        (await harness.RcptAsync("bob@example.com")).ShouldBe(Ok);
    }

    [Theory]
    [InlineData("550 5.1.1 User unknown", "550 5.1.1 <bob@example.com>: User unknown")]
    [InlineData("550 5.7.1 Message refused by policy", Ok)]
    public async Task NoSuchUserInTheDelivery_IsLearned_AndNothingElseIs(string late, string next)
    {
        bool delivering = false;
        await using var harness = new GatewayHarness(line =>
            line.StartsWith("RCPT TO:<bob@", StringComparison.Ordinal) && delivering ? late : line == "DATA" ? "354 go on" : "250 ok");
        await harness.BeginAsync("bob@example.com");
        delivering = true;

        (await harness.SendAsync("Hi\r\n")).ShouldBe(late, "a sole recipient's refusal is our reply");
        await harness.MailAsync();
        (await harness.RcptAsync("bob@example.com")).ShouldBe(next);
    }

    [Fact]
    public async Task MessageThatComesByAThirdTime_IsALoop()
    {
        await using var harness = new GatewayHarness(line => line == "DATA" ? "354 go on" : "250 ok");
        await harness.BeginAsync("ann@example.com");

        (await harness.SendAsync(string.Concat(Enumerable.Repeat($"Received: from x by {GatewayHarness.HostName}; now\r\n", 3)) + "\r\nHi\r\n"))
            .ShouldBe("554 5.4.6 Routing loop");

        harness.Server.Bodies.ShouldBeEmpty();
    }

    // The same wrong one each time: repeats count, and cost no question.
    private static async Task GuessAsync(GatewayHarness harness, int times)
    {
        for (int guess = 0; guess < times; guess++)
            (await harness.RcptAsync("wrong@example.com")).ShouldStartWith("550 5.1.1 ");
    }

    [Fact]
    public async Task ClientThatGuesses_GetsNoQuestions_ThenNoConnection_AndWhoIsKnownGetsHisMail()
    {
        await using var harness = new GatewayHarness(Taking("ann"));
        await harness.BeginAsync("ann@example.com");
        await GuessAsync(harness, 50);

        (await harness.RcptAsync("new@example.com")).ShouldBe("451 4.7.1 <new@example.com>: Too many unknown recipients, try again later");
        harness.Asked.ShouldNotContain("<new@example.com>");
        (await harness.RcptAsync("ann@example.com")).ShouldBe(Ok);
        await GuessAsync(harness, 450);

        (await harness.RcptAsync("ann@example.com")).ShouldStartWith("421 4.7.0 ");
        (await harness.Handler.ConnectAsync(TestContext.Current.CancellationToken)).ToString().ShouldStartWith("421 4.7.0 ");
    }

    [Fact]
    public async Task NullReversePath_IsNeverHarvest()
    {
        await using var harness = new GatewayHarness(Taking("ann"));
        await harness.Handler.MailAsync(new MailCommand(Rollcall.Protocols.Smtp.Mailbox.Null, null, false, false), TestContext.Current.CancellationToken);
        await GuessAsync(harness, 500);

        (await harness.RcptAsync("new@example.com")).ShouldStartWith("550 5.1.1 ");
        harness.Asked.ShouldContain("<new@example.com>");
    }

    [Fact]
    public async Task NextTransaction_BeginsAnew()
    {
        await using var harness = new GatewayHarness(Receiving("250 ok"));
        await harness.BeginAsync("ann@example.com", "bob@example.com", "cid@example.com");
        await harness.SendAsync("Hi\r\n");

        await harness.BeginAsync("ann@example.org");
        harness.Handler.Reset();
        await harness.BeginAsync("ann@lmtp.example");
    }

    // A question under way would be shared, and it would carry the other spelling.
    private static async Task ShouldNotBeAskedYetAsync(GatewayHarness harness, string address)
    {
        harness.Handler.Reset();
        await harness.BeginAsync(address);
        harness.Asked.Last().ShouldBe($"<{address}>");
    }

    private static Func<string, string> Taking(params string[] locals) => line =>
        line.StartsWith("RCPT", StringComparison.Ordinal) && !locals.Any(local => line.Contains($"<{local}@", StringComparison.Ordinal))
            ? "550 5.1.1 No such user"
            : "250 ok";

    private static Func<string, string> Receiving(string reply) => line => line switch
    {
        "DATA" => "354 go on",
        ScriptedServer.FinalDot => reply,
        _ => "250 ok",
    };

    private static async Task UntilAsync(Func<bool> condition)
    {
        while (!condition())
            await Task.Yield();
    }
}
