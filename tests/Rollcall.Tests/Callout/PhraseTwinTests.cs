using System.Reflection;
using Rollcall.Core.Callout;
using Rollcall.Protocols.Smtp;

namespace Rollcall.Tests.Callout;

/// <summary>
/// Each phrase of each language, put into a sentence that it decides, and into its clean twin: the same words said of the sender, or beside a refusal.
/// </summary>
public sealed class PhraseTwinTests
{
    private static readonly PropertyInfo[] _lists =
        [.. typeof(PhraseTable).GetProperties(BindingFlags.Instance | BindingFlags.NonPublic).Where(list => list.PropertyType == typeof(IReadOnlyList<string>))];

    private static readonly Language[] _languages =
    [
        new("English", "The mailbox", "The sender's domain", "blocked by our policy", "sender address rejected", "User unknown")
        {
            Tables = [PhrasesEnglish.Mailbox, PhrasesEnglish.NotMailbox, PhrasesEnglishPolicy.Refusals, PhrasesEnglishPolicy.Sender], BareNoun = "mailbox", BareOther = "sender",
        },
        new("French", "L'utilisateur", "Le domaine de l'expéditeur", "votre serveur est bloqué", "expéditeur refusé", "Utilisateur inconnu")
        { Tables = [PhrasesWestern.French], BareNoun = "utilisateur", BareOther = "expéditeur" },
        new("Spanish", "El usuario", "El remitente", "su servidor está bloqueado", "remitente rechazado", "Usuario desconocido")
        { Tables = [PhrasesWestern.Spanish], BareNoun = "usuario", BareOther = "remitente" },
        new("Italian", "La casella", "Il dominio del mittente", "server bloccato", "mittente rifiutato", "Utente sconosciuto")
        { Tables = [PhrasesWestern.Italian], BareNoun = "utente", BareOther = "mittente" },
        new("Portuguese", "O usuário", "O domínio do remetente", "seu servidor está bloqueado", "remetente rejeitado", "Usuário desconhecido")
        { Tables = [PhrasesWestern.Portuguese], BareNoun = "usuário", BareOther = "remetente" },
        new("German", "Das Postfach", "Die Domain des Absenders", "Ihr Server ist gesperrt", "Absender abgelehnt", "Benutzer unbekannt")
        { Tables = [PhrasesNorthern.German], BareNoun = "Benutzer", BareOther = "Absender" },
        new("Dutch", "Het postvak", "Het domein van de afzender", "uw server is geblokkeerd", "afzender geweigerd", "Gebruiker onbekend")
        { Tables = [PhrasesNorthern.Dutch], BareNoun = "gebruiker", BareOther = "afzender" },
        new("Scandinavian", "Mottagaren", "Avsändarens adress", "blockerad", "okänd avsändare", "Okänd mottagare")
        { Tables = [PhrasesNorthern.Scandinavian], BareNoun = "mottagare", BareOther = "avsändare" },
        new("Finnish", "Käyttäjä", "Lähettäjän osoite", "estetty", "tuntematon lähettäjä", "Tuntematon käyttäjä")
        { Tables = [PhrasesNorthern.Finnish], BareNoun = "käyttäjä", BareOther = "lähettäjä" },
        new("Polish", "Skrzynka", "Domena nadawcy", "serwer zablokowany", "nadawca odrzucony", "Nieznany użytkownik")
        { Tables = [PhrasesEastern.Polish], BareNoun = "użytkownika", BareOther = "nadawcy" },
        new("Russian", "Пользователь", "Домен отправителя", "сервер заблокирован", "отправитель отклонён", "Неизвестный пользователь")
        { Tables = [PhrasesEastern.Russian], BareNoun = "пользователь", BareOther = "отправитель" },
        new("Ukrainian", "Користувач", "Адреса відправника", "заблоковано", "невідомий відправник", "Невідомий користувач")
        { Tables = [PhrasesEastern.Ukrainian], BareNoun = "користувача", BareOther = "відправника" },
        new("Czech", "Uživatel", "Adresa odesílatele", "blokován", "neznámý odesílatel", "Neznámý uživatel")
        { Tables = [PhrasesEastern.Czech], BareNoun = "uživatel", BareOther = "odesílatel" },
        new("Hungarian", "A felhasználó", "A feladó címe", "letiltva", "ismeretlen feladó", "Ismeretlen felhasználó")
        { Tables = [PhrasesEastern.Hungarian], BareNoun = "felhasználó", BareOther = "feladó" },
        new("Romanian", "Utilizatorul", "Adresa expeditorului", "blocat", "expeditor necunoscut", "Utilizator necunoscut")
        { Tables = [PhrasesEastern.Romanian], BareNoun = "utilizator", BareOther = "expeditor" },
        new("Turkish", "Kullanıcı", "Gönderen adresi", "engellendi", "geçersiz gönderen", "Bilinmeyen kullanıcı")
        { Tables = [PhrasesEastern.Turkish], BareNoun = "kullanıcı", BareOther = "gönderen" },
        new("Greek", "Ο χρήστης", "Η διεύθυνση αποστολέα", "μαύρη λίστα", "άγνωστος αποστολέας", "Άγνωστος χρήστης")
        { Tables = [PhrasesEastern.Greek], BareNoun = "χρήστης", BareOther = "αποστολέας" },
        new("Japanese", "ユーザーは", "送信元のドメインは", "ブロックされました", "送信元アドレス", "ユーザーが存在しません")
        { Tables = [PhrasesAsian.Japanese], BareNoun = "ユーザー", BareOther = "送信元", Space = "" },
        new("Chinese", "用户", "发件人", "黑名单", "发件人地址", "用户不存在") { Tables = [PhrasesAsian.Chinese], BareNoun = "用户", BareOther = "发件人", Space = "" },
        new("Korean", "사용자를", "발신자를", "차단되었습니다", "발신자 주소", "사용자를 찾을 수 없습니다") { Tables = [PhrasesAsian.Korean], BareNoun = "사용자", BareOther = "발신자" },
    ];

    public static TheoryData<string> Names { get; } = [.. _languages.Select(language => language.Name)];

    [Fact]
    public void EveryTable_HasItsTwins() =>
        PhraseTables.All.Where(table => !_languages.Any(language => language.Tables.Contains(table))).ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(Names))]
    public void CleanTwin_SaysNothingOfTheMailbox(string name)
    {
        var language = _languages.Single(l => l.Name == name);
        int seen = 0;
        var wrong =
            from phrase in Phrases(language)
            from twin in Twins(language, phrase.Telling, phrase.Text)
            from code in (EnhancedStatusCode?[])[null, new(5, 1, 1)]
            let meaning = Read(twin, code)
            where ++seen > 0 && meaning is ReplyMeaning.NoSuchUser or ReplyMeaning.BareRefusal
            select $"{phrase.Telling} \"{phrase.Text}\": {code} {twin}";

        string.Join('\n', wrong).ShouldBe("");
        seen.ShouldBeGreaterThanOrEqualTo(Phrases(language).Count());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void SentenceOfThePhrase_SaysThatTheMailboxIsGone(string name)
    {
        var language = _languages.Single(l => l.Name == name);
        var missed =
            from phrase in Phrases(language)
            from sentence in Sentences(language, phrase.Telling, phrase.Text)
            where Read(sentence, new EnhancedStatusCode(5, 1, 1)) != ReplyMeaning.NoSuchUser
            select $"{phrase.Telling} \"{phrase.Text}\": {sentence}";

        string.Join('\n', missed).ShouldBe("");
        Read(language.Unknown, null).ShouldBe(ReplyMeaning.NoSuchUser);
    }

    // What a phrase says of another, or what it says when a refusal stands beside it.
    private static string[] Twins(Language of, string telling, string phrase) => telling switch
    {
        "Clause" or "WeakClause" => [of.Join(of.Other, phrase), .. Refused(of, phrase)],
        "Adjective" or "InvalidAdjective" => [of.Join(of.Other, phrase), of.Join(phrase, of.BareOther)],
        "Lead" or "None" => [of.Join(phrase, of.BareOther)],
        "Gone" or "WeakGone" or "Box" or "Place" or "Harmless" => Refused(of, phrase),
        // What is said of another thing is not said of the mailbox, and beside "unknown user" a refusal is doubt.
        "Other" or "Suspect" => [of.Join(phrase, of.Refusal)],
        "Policy" or "AccessDenied" or "Sender" or "Rate" => [phrase + ". " + of.Unknown, of.Unknown + ", " + phrase],
        "AccessDeniedRecipient" => [phrase + ". " + of.Refusal],
        "Full" => [of.Unknown + ". " + phrase],
        _ => throw new ArgumentOutOfRangeException(nameof(telling), telling, "a new kind of phrase needs its twin"),
    };

    private static string[] Refused(Language of, string phrase) => [$"{phrase}: {of.Refusal}", $"{of.SenderRefusal}: {phrase}"];

    private static string[] Sentences(Language of, string telling, string phrase) => telling switch
    {
        "Clause" => [of.Join(of.Box, phrase)],
        "Adjective" or "InvalidAdjective" => [of.Join(phrase, of.BareNoun)],
        "Lead" or "None" => [of.Join(phrase, of.BareNoun)],
        "Gone" or "WeakGone" => [phrase],
        _ => [],
    };

    private static IEnumerable<(string Telling, string Text)> Phrases(Language language) =>
        from table in language.Tables
        from list in _lists
        from phrase in (IReadOnlyList<string>)list.GetValue(table)!
        select (list.Name, phrase.TrimEnd('|').Trim());

    private static ReplyMeaning Read(string text, EnhancedStatusCode? code) =>
        ReplyClassifier.Classify(CalloutStage.Rcpt, new SmtpReply(550, code, [text]), ReplySamples.Asked);

    private sealed record Language(string Name, string Box, string Other, string Refusal, string SenderRefusal, string Unknown)
    {
        public required PhraseTable[] Tables { get; init; }

        public required string BareNoun { get; init; }

        public required string BareOther { get; init; }

        public string Space { get; init; } = " ";

        public string Join(string first, string second) => first + Space + second;
    }
}
