using System.Buffers;
using Rollcall.Protocols.Smtp.Server;

namespace Rollcall.Tests.Protocols.Smtp.Server;

/// <summary>
/// A host whose answers follow from the local part: valid, slow (accepted after a wait), doubt (451), ban (421), gate (accepted when
/// the test opens it), anything else unknown. What it was asked is kept.
/// </summary>
internal sealed class ScriptedHandler : ISmtpHandler
{
    private readonly List<byte> _body = [];

    public Reply BannerReply { get; init; } = Replies.Banner("mx.test");

    public Reply DataReply { get; init; } = Replies.StartData;

    public BareNewlinePolicy BareNewlines { get; init; }

    public TaskCompletionSource Gate { get; } = new();

    /// <summary>What passing a message on comes to; null: it is passed on at once.</summary>
    public Func<CancellationToken, Task<Reply>>? PassingOn { get; init; }

    public List<string> Calls { get; } = [];

    public List<string> Prepared { get; } = [];

    public byte[] Body => [.. _body];

    public BodyFacts? Facts { get; private set; }

    public MailCommand? Mail { get; private set; }

    public ValueTask<Reply> ConnectAsync(CancellationToken cancel) => new(BannerReply);

    public ValueTask<Reply> XclientAsync(XclientCommand client, CancellationToken cancel)
    {
        Calls.Add($"XCLIENT {client.Address} {client.Name}");
        return new(BannerReply);
    }

    public void Hello(HelloCommand hello) => Calls.Add((hello.Extended ? "EHLO " : "HELO ") + hello.Name + (hello.Encrypted ? " encrypted" : ""));

    public ValueTask<Reply> MailAsync(MailCommand mail, CancellationToken cancel)
    {
        Calls.Add($"MAIL {mail.ReversePath}");
        Mail = mail;
        return new(Replies.SenderOk);
    }

    public void PrepareRecipients(IReadOnlyList<RcptCommand> recipients) =>
        Prepared.Add(string.Join(' ', recipients.Select(r => r.Recipient.LocalPart)));

    public async ValueTask<Reply> RcptAsync(RcptCommand rcpt, CancellationToken cancel)
    {
        Calls.Add($"RCPT {rcpt.Recipient}");
        switch (rcpt.Recipient.LocalPart)
        {
            case "slow":
                await Task.Yield();
                return Replies.RecipientOk;
            case "gate":
                await Gate.Task.WaitAsync(cancel);
                return Replies.RecipientOk;
            case "doubt":
                return Replies.CannotVerify(rcpt.Recipient);
            case "ban":
                return Replies.Banned;
            case "bug":
                throw new NotSupportedException("a bug");
            default:
                return rcpt.Recipient.LocalPart is "valid" or "postmaster" or "välid"
                    ? Replies.RecipientOk
                    : Replies.UserUnknown(rcpt.Recipient);
        }
    }

    public ValueTask<Reply> DataAsync(CancellationToken cancel)
    {
        _body.Clear();
        return new(DataReply);
    }

    public ValueTask BodyAsync(ReadOnlySequence<byte> piece, CancellationToken cancel)
    {
        _body.AddRange(piece.ToArray());
        return ValueTask.CompletedTask;
    }

    public ValueTask<Reply> EndOfDataAsync(BodyFacts facts, CancellationToken gone)
    {
        Calls.Add("END");
        Facts = facts;
        if (facts.Refusal(BareNewlines) is { } refusal)
            return new(refusal);
        return PassingOn is null ? new(Replies.PassedOn("ID1")) : new(PassingOn(gone));
    }

    public void Reset() => Calls.Add("RESET");
}
