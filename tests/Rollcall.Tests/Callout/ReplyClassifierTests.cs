using CsCheck;
using Rollcall.Core.Callout;
using Rollcall.Protocols.Smtp;

namespace Rollcall.Tests.Callout;

public sealed class ReplyClassifierTests
{
    private static readonly string[] PolicyPhrases =
    [
        "blocked using bl.example", "Your host is listed on bl.example", "Relay denied", "unable to relay", "Relaying not allowed", "authentication required",
        "Must issue STARTTLS first", "poor reputation", "SPF check failed", "rejected by DMARC policy", "Greylisted", "Too many connections", "rate limit exceeded",
        "192.0.2.7 is not welcome", "sender over quota", "sender verify failed", "spam detected", "Administrative prohibition", "message too large", "Access denied",
        "You are not authorized", "temporary failure", "Syntax error", "virus found", "certificate expired", "HELO refused", "no reverse DNS", "relay not permitted",
        "your message violates our rules", "members only", "try again later", "throttled", "blacklisted", "content refused",
        "Serveur bloqué", "liste noire", "relais refusé", "trop de connexions", "accès refusé", "expéditeur refusé", "non autorisé",
        "Ihre IP ist gesperrt", "zu viele Verbindungen", "Zugriff verweigert", "nicht erlaubt", "Absender abgelehnt", "Sperrliste", "vorübergehend gestört",
        "servidor bloqueado", "lista negra", "demasiadas conexiones", "acceso denegado", "no autorizado", "remitente rechazado",
        "server bloccato", "troppe connessioni", "accesso negato", "non autorizzato", "mittente rifiutato",
        "bloqueado", "muitas conexões", "acesso negado", "não autorizado", "remetente rejeitado",
        "geblokkeerd", "te veel verbindingen", "toegang geweigerd", "niet toegestaan", "afzender geweigerd",
        "zablokowany", "zbyt wiele połączeń", "odmowa dostępu", "czarna lista", "nadawca odrzucony",
        "заблокирован", "слишком много соединений", "доступ запрещён", "чёрный список", "адрес отправителя отклонён",
        "ブロックされました", "接続数が多すぎます", "許可されていません", "迷惑メール", "送信元アドレスが不正です",
    ];

    public static TheoryData<string> Tables { get; } =
    [
        ReplySamples.Unknown, ReplySamples.UnknownElsewhere, ReplySamples.Full, ReplySamplesMore.Unknown, ReplySamplesMore.Others,
        ReplySamplesOfOthers.English, ReplySamplesOfOthers.AboutSender, ReplySamplesOfOthers.Elsewhere, ReplySamplesOfOthers.Transient,
        ReplySamplesUnseen.Unknown, ReplySamplesUnseen.Others, ReplySamplesUnseen.UnknownLater, ReplySamplesUnseen.OthersLater, ReplySamplesUnseen.Last,
    ];

    [Theory]
    [MemberData(nameof(Tables))]
    public void ReplyAtRcpt_MeansWhatAPersonReads(string table)
    {
        var wrong = ReplySamples.Of(table)
            .Select(s => (s, Meaning: AtRcpt(s.Reply)))
            .Where(r => r.Meaning != r.s.Meaning)
            .Select(r => $"{r.s.Meaning} read as {r.Meaning}: {r.s.Reply.Code} {r.s.Reply.EnhancedCode} {r.s.Reply.Text}");

        string.Join('\n', wrong).ShouldBe("");
    }

    [Fact]
    public void PolicyBesideUnknownUser_IsNeverNoSuchUser()
    {
        var unknown = ReplySamples.Of(ReplySamples.Unknown + "\n" + ReplySamples.UnknownElsewhere + "\n" + ReplySamplesMore.Unknown).ToList();
        var wrong =
            from phrase in PolicyPhrases
            from sample in unknown
            from lines in (IReadOnlyList<string>[])[[phrase, .. sample.Reply.Lines], [phrase + ": " + sample.Reply.Lines[0], .. sample.Reply.Lines.Skip(1)]]
            let reply = sample.Reply with { Lines = lines }
            where AtRcpt(reply) is ReplyMeaning.NoSuchUser or ReplyMeaning.BareRefusal
            select $"{reply.Code} {reply.EnhancedCode} {reply.Text}";

        string.Join('\n', wrong).ShouldBe("");
    }

    [Theory]
    [InlineData("Mail", "550 5.7.1 Null sender not allowed", ReplyMeaning.AboutSender)]
    [InlineData("Mail", "550 <>: refused", ReplyMeaning.AboutSender)]
    [InlineData("Mail", "550 5.1.8 Domain does not exist", ReplyMeaning.AboutSender)]
    [InlineData("Mail", "550 5.1.1 User unknown", ReplyMeaning.AboutSender)]
    [InlineData("Mail", "554 5.7.1 Your host is blocked", ReplyMeaning.Policy)]
    [InlineData("Mail", "530 5.7.0 Authentication required", ReplyMeaning.Policy)]
    [InlineData("Mail", "451 4.7.1 Greylisted", ReplyMeaning.Temporary)]
    [InlineData("Mail", "452 4.2.2 Mailbox full", ReplyMeaning.Temporary)]
    [InlineData("Banner", "554 5.1.1 No such user", ReplyMeaning.Policy)]
    [InlineData("Ehlo", "550 Unknown user", ReplyMeaning.Policy)]
    [InlineData("StartTls", "454 4.7.0 TLS not available", ReplyMeaning.Temporary)]
    [InlineData("Banner", "421 4.7.0 Too many connections", ReplyMeaning.RateLimit)]
    [InlineData("Connect", "421 Closing", ReplyMeaning.Temporary)]
    [InlineData("Data", "550 5.1.1 User unknown", ReplyMeaning.NoSuchUser)]
    [InlineData("Data", "554 5.7.1 Content rejected", ReplyMeaning.Policy)]
    [InlineData("Data", "250 2.0.0 Ok", ReplyMeaning.Exists)]
    public void ReplyAtStage_SpeaksOfWhatWasSaidThere(string stage, string wire, ReplyMeaning meaning) =>
        ReplyClassifier.Classify(Enum.Parse<CalloutStage>(stage), ReplySamples.Read(wire), ReplySamples.Asked).ShouldBe(meaning);

    [Theory]
    [InlineData("spam", "550 <spam@kunde.example>: no such user")]
    [InlineData("relay.denied", "550 5.7.1 relay.denied@kunde.example no such user")]
    [InlineData("blocked", "550 User 'blocked' unknown")]
    [InlineData("blacklist", "550 no mailbox \"blacklist\" here")]
    [InlineData("\"try again later\"", "550 \"try again later\"@kunde.example: user unknown")]
    public void EchoedAddress_IsNoWordOfTheServer(string local, string wire) =>
        ReplyClassifier.Classify(CalloutStage.Rcpt, ReplySamples.Read(wire), new Mailbox(local, "kunde.example")).ShouldBe(ReplyMeaning.NoSuchUser);

    [Fact]
    public void ReplyLongerThanIsRead_IsDoubt()
    {
        var reply = new SmtpReply(550, new EnhancedStatusCode(5, 1, 1), ["No such user", new string('x', 20_000)]);

        AtRcpt(reply).ShouldBe(ReplyMeaning.Policy);
    }

    [Fact]
    public void AnyText_IsReadWithoutError()
    {
        var odd = Gen.Frequency(
            (1, Gen.Char['\0', '\xff']), (1, Gen.Char['\u0300', '\u0370']), (1, Gen.Char['\ud800', '\udfff']), (1, Gen.Char['\ufdf0', '\uffff']),
            (2, Gen.Int[0, 7].Select(i => " <>@.:?'"[i])));
        string[] words = ["user", "unknown", "<a@b>", "5.1.1", "no such", "mailbox", "of the sender", ","];
        var line = Gen.Frequency((1, odd.Array[0, 60].Select(c => new string(c))), (1, Gen.Int[0, words.Length - 1].Select(i => words[i])));
        Gen.Select(Gen.Int[-1, 700], line.List[0, 8], Gen.Enum<CalloutStage>(), line).Sample(
            (code, lines, stage, local) =>
            {
                Enum.IsDefined(ReplyClassifier.Classify(stage, new SmtpReply(code, null, lines), new Mailbox(local, "kunde.example"))).ShouldBeTrue();
            },
            iter: 3000);
    }

    [Theory]
    [InlineData("user ")]
    [InlineData("unknown user of the sender ")]
    [InlineData("<<<<")]
    [InlineData("you do not have authorization to see it ")]
    [InlineData("ﷺ")]
    [InlineData("\ufffe\ud800")]
    public void RepeatedText_IsReadWithoutError(string part)
    {
        var reply = new SmtpReply(550, null, [.. Enumerable.Repeat(string.Concat(Enumerable.Repeat(part, 40)), 500)]);

        AtRcpt(reply).ShouldNotBe(ReplyMeaning.NoSuchUser);
    }

    private static ReplyMeaning AtRcpt(SmtpReply reply) => ReplyClassifier.Classify(CalloutStage.Rcpt, reply, ReplySamples.Asked);
}
