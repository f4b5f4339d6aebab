using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Rollcall.Core.Callout;
using Rollcall.Core.Domains;
using Rollcall.Core.Peers;
using Rollcall.Protocols.Smtp;
using Rollcall.Tests.Peers;

namespace Rollcall.Tests.Callout;

/// <summary>What one question says and hears.</summary>
public sealed class QuestionerTests
{
    private readonly FakeTimeProvider _time = new();

    [Theory]
    [InlineData("250 ok", ReplyMeaning.Exists)]
    [InlineData("550 5.1.1 User unknown", ReplyMeaning.NoSuchUser)]
    [InlineData("550 No", ReplyMeaning.NoSuchUser)]
    [InlineData("451 4.7.1 Greylisted", ReplyMeaning.Temporary)]
    public async Task AcceptedRecipient_IsFollowedByARandomOne_InTheSameSession(string reply, ReplyMeaning expected)
    {
        var server = new ScriptedServer(line => line.Contains("nobody@", StringComparison.Ordinal) ? reply : "250 ok");

        var result = await AskAsync(server, AllTests);

        (result.Verdict, result.RandomRecipient).ShouldBe((Verdict.Valid, expected));
        server.Dials.ShouldBe(1);
        server.Commands.Count(line => line == "RCPT TO:<nobody@example.com>").ShouldBe(1);
    }

    [Fact]
    public async Task RandomRecipient_IsNotAsked_BehindARefusal_NorUnlessWanted()
    {
        var refusing = new ScriptedServer(line => line.StartsWith("RCPT", StringComparison.Ordinal) ? "550 5.1.1 User unknown" : "250 ok");
        var taking = new ScriptedServer(_ => "250 ok");

        (await AskAsync(refusing, AllTests)).RandomRecipient.ShouldBeNull();
        (await AskAsync(taking, ask => ask)).RandomRecipient.ShouldBeNull();

        refusing.Commands.Concat(taking.Commands).ShouldNotContain(line => line.Contains("nobody", StringComparison.Ordinal));
    }

    [Fact]
    public async Task RandomRecipient_WithoutReply_LeavesTheVerdict()
    {
        var server = new ScriptedServer(line => line.Contains("nobody@", StringComparison.Ordinal) ? ScriptedServer.HangUp : "250 ok");

        var result = await AskAsync(server, AllTests);

        (result.Verdict, result.RandomRecipient).ShouldBe((Verdict.Valid, null));
    }

    private static Ask AllTests(Ask ask) => ask with { TestsAcceptsAll = true };

    private async Task<CalloutResult> AskAsync(ScriptedServer server, Func<Ask, Ask> change)
    {
        var own = new OwnNames("mx.gateway.test");
        var opener = new PeerOpener(server, new PeerLocator(new FakeResolver(), own.HostName, AddressScope.Any), own, _time);
        var questioner = new Questioner(opener, Well.Hosts(_time), own, waiting: 100, () => "nobody", _time, NullLogger<Questioner>.Instance);
        var destination = new Destination([new DestinationHost(HostScheme.Smtp, "127.0.0.1", 25)]);
        var domain = new ProtectedDomain { Name = "example.com", DeliverTo = destination, VerifyAt = destination };
        return await questioner.AskAsync(change(new Ask(domain, new Mailbox("bob", "example.com"))), TestContext.Current.CancellationToken);
    }
}
