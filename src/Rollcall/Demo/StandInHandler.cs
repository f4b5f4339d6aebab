using System.Buffers;
using Rollcall.Core.Recipients;
using Rollcall.Protocols.Smtp.Server;

namespace Rollcall.Demo;

/// <summary>One session of a customer's mail server that has a few mailboxes and throws away what it takes; it tells what it is asked.</summary>
internal sealed class StandInHandler(IReadOnlySet<string> mailboxes, Action<string> tell) : ISmtpHandler
{
    public const string HostName = "mail.example.com";
    private static readonly Reply _banner = Replies.Banner(HostName);
    private static readonly Reply _taken = new(250, 0, 0, "taken");

    public ValueTask<Reply> ConnectAsync(CancellationToken cancel) => new(_banner);

    public ValueTask<Reply> XclientAsync(XclientCommand client, CancellationToken cancel) => new(_banner);

    public void Hello(HelloCommand hello)
    {
    }

    public ValueTask<Reply> MailAsync(MailCommand mail, CancellationToken cancel) => new(Replies.SenderOk);

    public void PrepareRecipients(IReadOnlyList<RcptCommand> recipients)
    {
    }

    public ValueTask<Reply> RcptAsync(RcptCommand rcpt, CancellationToken cancel)
    {
        var known = mailboxes.Contains(RecipientAddress.Unquote(rcpt.Recipient.LocalPart));
        var reply = known ? Replies.RecipientOk : Replies.UserUnknown(rcpt.Recipient);
        tell($"is asked RCPT TO:<{rcpt.Recipient}> and answers {reply.Code}");
        return new(reply);
    }

    public ValueTask<Reply> DataAsync(CancellationToken cancel) => new(Replies.StartData);

    public ValueTask BodyAsync(ReadOnlySequence<byte> piece, CancellationToken cancel) => default;

    public ValueTask<Reply> EndOfDataAsync(BodyFacts facts, CancellationToken gone)
    {
        tell($"has got a message of {facts.Size} octets");
        return new(_taken);
    }

    public void Reset()
    {
    }
}
