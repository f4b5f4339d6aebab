namespace Rollcall.Core.Callout;

/// <summary>
/// What speaks to us. A reply about a mailbox has no need of "you", but to say that you wrote to it: whoever says "you" or "your" otherwise says something of us,
/// and a text that does both is doubt. The same goes for "unknown users": one question has one recipient, so many are what we are blamed for.
/// </summary>
internal static class PhrasesPronouns
{
    internal static IReadOnlyList<string> You { get; } =
    [
        "you|", "your|", "yours|", "you re|", "youre|", "votre|", "vos|", "vous|", "ihr|", "ihre|", "ihrer|", "ihrem|", "ihren|", "uw|", "ваш|", "ваша|", "ваше|", "вашего|",
        "вашей|", "вы|", "вам|", "вас|", "vostro|", "vostra|", "tuo|", "tua|", "usted|", "ustedes|", "você|", "twój|", "twoja|", "twoje|", "twojego|", "あなた", "貴方",
    ];

    // The one who wrote, and nothing more of him.
    internal static IReadOnlyList<string> OfWriter { get; } =
    [
        .. from subject in (string[])["you|", "you are|", "you were|", "you have|", "you just|", "you re|", "youre|", "you ve|", "youve|"]
           from verb in (string[])
           [
               "tried", "try", "trying", "attempted", "attempting", "entered", "typed", "specified", "gave", "given", "provided", "addressed", "mailed", "emailed", "wrote",
               "writing", "looking", "wish", "want to", "wanted", "requested", "contacting", "seeking",
           ]
           select subject.TrimEnd('|') + " " + verb,
        .. from mail in (string[])["message", "mail", "email", "mail message", "email message"]
           from rest in (string[])
           [
               "to|", "could not be", "cannot be", "was not delivered", "has not been delivered", "was undeliverable", "has been returned", "is undeliverable", "was returned",
               "is being returned",
           ]
           select $"your {mail} {rest}",
        "check your spelling", "check your typing", "check your address", "check your recipient", "check your entry", "verify your recipient", "your recipient|",
        "your recipients|", "your intended recipient", "your correspondent", "your addressee", "thank you|", "you do not have authorization to see it",
        "you do not have a mailbox here", "you may have mis", "you might have mis", "you may have typed", "have you|", "are you sure", "did you|", "if you|", "we thank you",
        "votre message n", "votre courriel n", "votre correspondant", "votre destinataire", "vous essayez", "vous tentez", "vous avez essayé", "vous avez tenté",
        "vous avez indiqué", "vous avez saisi", "vous cherchez", "vous souhaitez", "merci de vérifier votre saisie",
        "ihre nachricht konnte", "ihre nachricht kann", "ihre nachricht an|", "ihre e-mail konnte", "ihre e-mail kann", "ihre e-mail an|", "ihre mail konnte", "ihre mail an|",
        "ihren empfänger", "ihre eingabe", "uw bericht kon", "uw bericht kan", "uw bericht aan", "uw e-mail kon", "uw ontvanger",
        "ваше письмо не", "ваше сообщение не", "вы пытаетесь", "вы пытались", "вы указали", "вы ввели", "вы отправ", "вами|",
        "vostro messaggio non", "tuo messaggio non", "twoja wiadomość nie", "twój list nie",
    ];

    internal static IReadOnlyList<string> ManyUnknown { get; } =
    [
        .. from noun in (string[])["users|", "recipients|", "mailboxes|", "addresses|", "accounts|"]
           from state in (string[])["unknown", "invalid", "nonexistent", "nonexisting", "bad", "wrong", "undeliverable"]
           select $"{state} {noun}",
        "utilisateurs inconnus", "utilisateurs inexistants", "destinataires inconnus", "destinataires inexistants", "destinataires invalides", "adresses inconnues",
        "adresses invalides", "adresses inexistantes", "usuarios inexistentes", "usuarios desconocidos", "destinatarios inexistentes", "destinatarios desconocidos",
        "destinatarios inválidos", "direcciones inexistentes", "utenti inesistenti", "utenti sconosciuti", "destinatari inesistenti", "destinatari sconosciuti",
        "indirizzi inesistenti", "usuários inexistentes", "usuários desconhecidos", "destinatários inexistentes", "destinatários desconhecidos", "endereços inexistentes",
        "unbekannte Empfänger|", "unbekannten Empfängern", "ungültige Empfänger|", "ungültigen Empfängern", "unbekannte Adressen", "ungültige Adressen", "unbekannte Benutzer|",
        "onbekende ontvangers", "onbekende gebruikers", "onbekende adressen", "ongeldige ontvangers", "nieznanych odbiorców", "nieistniejących odbiorców",
        "nieistniejących adresów", "nieznanych adresów", "неизвестных получателей", "несуществующих получателей", "несуществующих адресов", "несуществующие адреса",
        "несуществующим", "неизвестным адрес", "неизвестные адреса",
    ];
}
