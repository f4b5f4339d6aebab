using System.Text.RegularExpressions;
using Rollcall.Interop.Harness;

namespace Rollcall.Interop;

/// <summary>
/// A real Postfix in front that queues and tries again, a load of messages, and somebody who dies: nothing is lost, and only a death between
/// the destination's answer and our reply may double a message.
/// </summary>
public sealed partial class LossTests
{
    private const string Alice = "alice@example.test";
    private const int Messages = 60;
    private const int Sessions = 6;
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task DestinationThatDiesBeforeItsAnswer_GetsEachMessageOnce()
    {
        await using var sink = new MailSink(Alice);
        await using var gateway = await Gateway.StartAsync("example.test", sink.Address);
        await using var sender = await PostfixSender.StartAsync(sink, "example.test", gateway.Port);
        var dots = 0;
        sink.On(".", _ => Interlocked.Increment(ref dots) % 3 == 1 ? new SinkAnswer("") { Drop = true } : null);

        await LoadAsync(sender);
        await AllGoneAsync(sender);

        Doubled(sink).ShouldBe(0);
        dots.ShouldBeGreaterThan(Messages);
        AcknowledgedIsThere(sender, sink);
    }

    [Fact]
    public async Task FrozenDestination_GetsEachMessageOnce()
    {
        await using var sink = new MailSink();
        await using var postfix = await PostfixServer.StartAsync(sink, [Alice]);
        await using var gateway = await Gateway.StartAsync("example.test", postfix.Address);
        await using var sender = await PostfixSender.StartAsync(sink, "example.test", gateway.Port);

        var load = LoadAsync(sender);
        await Wait.UntilAsync(() => sink.Messages.Count >= Messages / 6, "some messages", () => gateway.CurrentLog);
        postfix.Signal("STOP");
        await Task.Delay(TimeSpan.FromSeconds(3), TestContext.Current.CancellationToken); // the time it is frozen
        postfix.Signal("CONT");
        await load;
        await AllGoneAsync(sender);

        await sink.UntilMessagesAsync(Messages);
        Doubled(sink).ShouldBe(0);
        AcknowledgedIsThere(sender, sink);
    }

    [Fact]
    public async Task KilledDestination_LosesNothing()
    {
        await using var sink = new MailSink();
        await using var postfix = await PostfixServer.StartAsync(sink, [Alice]);
        await using var gateway = await Gateway.StartAsync("example.test", postfix.Address);
        await using var sender = await PostfixSender.StartAsync(sink, "example.test", gateway.Port);

        var load = LoadAsync(sender);
        await Wait.UntilAsync(() => sink.Messages.Count >= Messages / 6, "some messages", () => gateway.CurrentLog);
        await postfix.StopAsync(); // kill -9 of the whole group
        await postfix.StartAsync();
        await load;
        await AllGoneAsync(sender);

        await Wait.UntilAsync(() => Distinct(sink).Count == Messages, "all messages", sink.Describe);
        // One a session: what was queued when the answer was on its way. Postfix itself may have sent as many once more.
        Doubled(sink).ShouldBeLessThanOrEqualTo(40);
        AcknowledgedIsThere(sender, sink);
    }

    [Fact]
    public async Task KilledGateway_LosesNothing()
    {
        await using var sink = new MailSink(Alice);
        await using var gateway = await Gateway.StartAsync("example.test", sink.Address);
        await using var sender = await PostfixSender.StartAsync(sink, "example.test", gateway.Port);
        sink.On(".", _ => new SinkAnswer("250 2.0.0 Ok") { Delay = TimeSpan.FromMilliseconds(30) });

        var load = LoadAsync(sender);
        for (var kills = 1; kills <= 2; kills++)
        {
            var before = sink.Messages.Count;
            await Wait.UntilAsync(() => sink.Messages.Count >= before + (Messages / 6), "some messages", () => gateway.CurrentLog);
            await gateway.KillAsync();
            await gateway.StartAsync();
        }

        await load;
        await AllGoneAsync(sender);

        Distinct(sink).Count.ShouldBe(Messages);
        Doubled(sink).ShouldBeLessThanOrEqualTo(2 * 20); // those under way at each kill
        AcknowledgedIsThere(sender, sink);
    }

    private static async Task LoadAsync(PostfixServer sender)
    {
        var ended = await SmtpSource.SendAsync(sender.Port, Alice, Messages, Sessions);
        ended.Exit.ShouldBe(0, ended.All);
    }

    private static Task AllGoneAsync(PostfixServer sender) =>
        Wait.UntilAsync(() => Task.FromResult(sender.IsEmpty()), "the sender's queue empty", _patience, () => sender.Log);

    private static void AcknowledgedIsThere(PostfixServer sender, MailSink sink)
    {
        var acknowledged = Acknowledged().Matches(sender.Log).Select(m => m.Groups[1].Value).ToList();
        acknowledged.Count.ShouldBe(Messages, sender.Log);
        var there = sink.Messages.SelectMany(m => OurId().Matches(m.Text)).Select(m => m.Groups[1].Value).ToHashSet();
        acknowledged.Where(id => !there.Contains(id)).ShouldBeEmpty();
        sender.Log.ShouldNotContain("status=bounced");
    }

    private static int Doubled(MailSink sink) => sink.Messages.Count - Distinct(sink).Count;

    private static HashSet<string> Distinct(MailSink sink) => [.. sink.Messages.Select(m => MessageId().Match(m.Text).Groups[1].Value)];

    [GeneratedRegex(@"status=sent \(250 2\.0\.0 ([a-z0-9]{12}) passed on\)")]
    private static partial Regex Acknowledged();

    [GeneratedRegex(@"by mx\.gateway\.test with E?SMTP\s+id ([a-z0-9]{12})")]
    private static partial Regex OurId();

    [GeneratedRegex(@"^Message-Id: (<.*>)\r?$", RegexOptions.Multiline | RegexOptions.IgnoreCase)]
    private static partial Regex MessageId();
}
