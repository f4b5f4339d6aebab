using Rollcall.Core.Callout;
using Rollcall.Protocols.Smtp;

namespace Rollcall.Tests.Callout;

/// <summary>Replies as servers send them, one a line: the meaning, then the wire text, lines joined with " / ".</summary>
internal static class ReplySamples
{
    internal static readonly Mailbox Asked = new("j.meier", "kunde.example");

    internal const string Unknown = """
        NoSuchUser 550 5.1.1 <j.meier@kunde.example>: Recipient address rejected: User unknown in local recipient table
        NoSuchUser 550 5.1.1 <j.meier@kunde.example>: Recipient address rejected: User unknown in virtual alias table
        NoSuchUser 550 5.1.1 <j.meier@kunde.example>: Recipient address rejected: User unknown in relay recipient table
        NoSuchUser 550 <j.meier@kunde.example>: Recipient address rejected: User unknown in virtual mailbox table
        NoSuchUser 550 5.1.0 <j.meier@kunde.example>: Recipient address rejected: User unknown
        NoSuchUser 550 5.1.1 <j.meier@kunde.example>: Recipient address rejected: undeliverable address: host 10.1.2.3[10.1.2.3] said: 550 5.1.1 No such user here (in reply to RCPT TO command)
        NoSuchUser 550 5.7.1 <j.meier@kunde.example>: Recipient address rejected: Unknown recipient
        NoSuchUser 550 5.1.1 <j.meier@kunde.example>... User unknown
        NoSuchUser 553 5.3.0 <j.meier@kunde.example>... No such user
        NoSuchUser 550 5.0.0 <j.meier@kunde.example>... We do not know this user
        NoSuchUser 550 Unrouteable address
        NoSuchUser 550 Unknown user
        NoSuchUser 550 no such address here
        NoSuchUser 550 5.1.1 j.meier@kunde.example: no such mailbox on this host
        NoSuchUser 550-Verification failed for <j.meier@kunde.example> / 550-Unrouteable address / 550 Recipient verify says the user is unknown
        NoSuchUser 550-5.1.1 The email account that you tried to reach does not exist. Please try / 5.1.1 double-checking the recipient's email address for typos or / 5.1.1 unnecessary spaces. For more information, go to / 5.1.1 https://support.example/mail/?p=NoSuchUser a12-20020a05.13 - gsmtp
        NoSuchUser 550 5.2.1 The email account that you tried to reach is disabled. For more information, go to https://support.example/mail/?p=DisabledUser
        NoSuchUser 550 sorry, no mailbox here by that name. (#5.7.17)
        NoSuchUser 511 sorry, no mailbox here by that name (#5.1.1 - chkuser)
        NoSuchUser 554 sorry, no mailbox here by that name (#5.1.1)
        NoSuchUser 550 Requested action not taken: mailbox not found
        NoSuchUser 554 delivery error: dd This user doesn't have an account at this provider (j.meier@kunde.example) [-5] - mta4012.mail.example
        NoSuchUser 552 1 Requested mail action aborted, mailbox not found
        NoSuchUser 550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient j.meier@kunde.example not found by SMTP address lookup
        NoSuchUser 550 5.1.1 RESOLVER.ADR.RecipNotFound; not found
        NoSuchUser 550 5.4.1 Recipient address rejected: Access denied. [AM6EUR05FT012.eop-eur05.prod.protection.outlook.example 2024-03-01T10:00:00.000Z 08DC]
        NoSuchUser 550 5.4.1 Recipient address rejected: Access denied. AS(201806281) [DB8EUR05FT049.eop.example]
        NoSuchUser 550 5.1.1 User unknown
        NoSuchUser 550 5.5.0 Requested action not taken: mailbox unavailable (S2017062302). [VI1EUR04FT030.mail.example]
        NoSuchUser 550 Requested action not taken: mailbox unavailable
        NoSuchUser 550 j.meier@kunde.example... No such user
        NoSuchUser 550 5.1.1 j.meier@kunde.example User not listed in public Name & Address Book
        NoSuchUser 550 j.meier@kunde.example not listed in Domino Directory
        NoSuchUser 550 5.1.1 j.meier@kunde.example... User not listed in Domino Directory
        NoSuchUser 550 #5.1.0 Address rejected j.meier@kunde.example
        NoSuchUser 550 #5.1.0 Address rejected.
        NoSuchUser 550 <j.meier@kunde.example> No such user here
        NoSuchUser 550 5.1.1 <j.meier@kunde.example> User doesn't exist: j.meier@kunde.example
        NoSuchUser 550-Mailbox unknown.  Either there is no mailbox associated with this / 550-name or you do not have a mailbox here / 550 5.1.1 User unknown
        NoSuchUser 524 5.2.4 Mailing list expansion problem: <j.meier@kunde.example> no such user
        NoSuchUser 550 Invalid recipient: <j.meier@kunde.example>
        NoSuchUser 550 Invalid Recipient - https://community.filter.example/docs/DOC-1369#550 [kLx9cA-2N4uQ.eu12]
        NoSuchUser 550 5.1.1 <j.meier@kunde.example>: Email address could not be found, or was misspelled (G8)
        NoSuchUser 550 permanent failure for one or more recipients (j.meier@kunde.example:550 No such recipient here)
        NoSuchUser 550 Mailbox "j.meier" unknown or not active
        NoSuchUser 550 5.1.1 recipient is unknown to me, sorry
        NoSuchUser 553 5.1.1 sorry, this recipient is not in my validrcptto list (#5.7.1) unknown user
        NoSuchUser 550 5.2.1 <j.meier@kunde.example>: Recipient address rejected: this mailbox is inactive and has been disabled
        NoSuchUser 550 5.1.6 <j.meier@kunde.example>: Recipient no longer on server
        NoSuchUser 551 5.1.1 User has moved and is no longer here
        NoSuchUser 550 5.1.1 Address does not exist
        NoSuchUser 550 This address no longer accepts mail.
        NoSuchUser 550 Account closed: the mailbox is closed since last year
        NoSuchUser 550 5.1.1 Mailbox <j.meier@kunde.example> does not exist
        NoSuchUser 501 5.1.3 No such local user
        NoSuchUser 550 5.1.3 The recipient does not exist in this domain
        NoSuchUser 554 5.7.1 <j.meier@kunde.example>: Recipient address rejected: user j.meier@kunde.example does not exist
        NoSuchUser 550 Recipient not found.
        NoSuchUser 550 Recipient unknown
        NoSuchUser 550 Address unknown
        NoSuchUser 550 The account <j.meier@kunde.example> has been suspended by its owner
        NoSuchUser 550 We have no user of that name, and no alias either
        NoSuchUser 550 5.0.0 User "j.meier" is not known at this site
        NoSuchUser 550 There is no such mailbox at this server
        NoSuchUser 550 5.1.1 unknown or illegal alias
        NoSuchUser 550 Not a valid recipient here
        NoSuchUser 550 MXIN501 The recipient address <j.meier@kunde.example> was not found in our directory ;id=3Xk;sid=9
        NoSuchUser 550 5.1.1 <j.meier@kunde.example> recipient rejected
        NoSuchUser 550 5.1.1 <j.meier@kunde.example> is not a valid mailbox
        NoSuchUser 550 5.7.1 Unable to find an account of that name here
        NoSuchUser 554 5.1.1 unable to locate recipient in our user database
        NoSuchUser 550 cannot find your recipient's mailbox
        NoSuchUser 550 Sorry: j.meier@kunde.example has never existed as a mailbox name and the mailbox does not exist now
        NoSuchUser 550 5.1.1 - invalid address (#5.1.1)
        NoSuchUser 550 Mailbox has been deactivated.
        NoSuchUser 550 5.2.1 Mailbox disabled, not accepting messages
        NoSuchUser 550 unknown user j.meier.Please check the spelling
        NoSuchUser 550 no_such_user
        NoSuchUser 571 5.1.1 the recipient you addressed is not registered with us
        NoSuchUser 550 5.3.0 <j.meier@kunde.example>... Addressee unknown
        NoSuchUser 550 5.1.1 [eu-smtp-7] the user does not exist in the hosted directory
        NoSuchUser 550 User j.meier not found
        NoSuchUser 550-Mailbox unknown.  Either there is no mailbox associated with this / name or you do not have authorization to see it. / 5.1.1 User unknown
        NoSuchUser 554 Invalid recipient j.meier@kunde.example (Mode: normal)
        NoSuchUser 550 No such person at this address.
        NoSuchUser 550 Mailbox does not exist! See https://kunde.example/blocked?reason=spam
        NoSuchUser 550 5.7.1 <spam@kunde.example> <relay@kunde.example>: no such user
        """;

    internal const string UnknownElsewhere = """
        NoSuchUser 550 5.1.1 Adresse d au moins un destinataire invalide. Invalid recipient. OFR_416 [416]
        NoSuchUser 550 5.1.1 Utilisateur inconnu
        NoSuchUser 550 Boîte aux lettres inexistante
        NoSuchUser 550 Cette boîte aux lettres n’existe plus
        NoSuchUser 550 Le destinataire est introuvable sur ce serveur
        NoSuchUser 550 L'adresse que vous avez saisie n'existe pas
        NoSuchUser 554 Aucun utilisateur de ce nom
        NoSuchUser 550 5.2.1 Ce compte a été désactivé
        NoSuchUser 550 5.7.1 Empfänger unbekannt
        NoSuchUser 550 Empfaenger existiert nicht
        NoSuchUser 550 Empf?nger unbekannt
        NoSuchUser 550 EmpfÃ¤nger unbekannt
        NoSuchUser 550 Das Postfach existiert nicht
        NoSuchUser 550 Es gibt hier keinen Benutzer mit diesem Namen
        NoSuchUser 554 Die E-Mail-Adresse wurde nicht gefunden
        NoSuchUser 550 Das Konto wurde gelöscht
        NoSuchUser 550 Usuario desconocido
        NoSuchUser 550 El usuario no existe en este servidor
        NoSuchUser 550 El buzón de correo no existe
        NoSuchUser 554 No existe ningún usuario con esa dirección
        NoSuchUser 550 5.2.1 La cuenta está deshabilitada
        NoSuchUser 550 Utente sconosciuto
        NoSuchUser 550 La casella di posta non esiste
        NoSuchUser 550 Indirizzo inesistente
        NoSuchUser 554 Nessun utente con questo nome
        NoSuchUser 550 Destinatario non trovato
        NoSuchUser 550 Usuário desconhecido
        NoSuchUser 550 Usuario inexistente ou conta desativada
        NoSuchUser 554 A caixa postal não existe
        NoSuchUser 550 Destinatário não encontrado neste servidor
        NoSuchUser 550 Gebruiker onbekend
        NoSuchUser 550 Deze mailbox bestaat niet
        NoSuchUser 550 Onbekende ontvanger
        NoSuchUser 550 Geen gebruiker met die naam hier
        NoSuchUser 550 Nie ma takiego użytkownika
        NoSuchUser 550 Nieznany uzytkownik
        NoSuchUser 554 Skrzynka nie istnieje
        NoSuchUser 550 Konto nie istnieje lub zostało usunięte
        NoSuchUser 550 Пользователь не найден
        NoSuchUser 550 Нет такого пользователя
        NoSuchUser 554 Почтовый ящик не существует
        NoSuchUser 550 Неизвестный получатель
        NoSuchUser 550 ユーザーが存在しません
        NoSuchUser 554 宛先のメールアドレスは存在しません。
        NoSuchUser 550 メールボックスが見つかりません
        NoSuchUser 550 ご指定のアドレスは現在使われておりません
        NoSuchUser 550 用户不存在
        NoSuchUser 550 找不到收件人
        NoSuchUser 550 사용자를 찾을 수 없습니다
        NoSuchUser 550 Okänd mottagare
        NoSuchUser 550 Uživatel neexistuje
        NoSuchUser 550 Böyle bir kullanıcı yok
        """;

    internal const string Full = """
        MailboxFull 552 5.2.2 <j.meier@kunde.example>: user is over quota
        MailboxFull 552 Mailbox full
        MailboxFull 552 Requested mail action aborted: exceeded storage allocation
        MailboxFull 452 4.2.2 The recipient's inbox is out of storage space
        MailboxFull 550 5.2.2 Quota exceeded
        MailboxFull 552 Postfach voll
        MailboxFull 552 La boîte aux lettres est pleine
        MailboxFull 552 Skrzynka jest pełna
        MailboxFull 452 4.2.2 too many messages in mailbox
        Policy 552 5.2.2 The sender has exceeded the sending quota
        Policy 552 Message exceeds the maximum size
        Policy 550 Mailbox is full
        RateLimit 452 4.2.2 sending quota per hour: limit exceeded
        Exists 250 2.1.5 Ok
        Exists 251 User not local; will forward to <x@y.example>
        """;

    internal static IEnumerable<(ReplyMeaning Meaning, SmtpReply Reply)> Of(string samples)
    {
        foreach (string line in samples.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            int space = line.IndexOf(' ', StringComparison.Ordinal);
            yield return (Enum.Parse<ReplyMeaning>(line[..space]), Read(line[(space + 1)..]));
        }
    }

    internal static SmtpReply Read(string wire)
    {
        int code = int.Parse(wire.AsSpan(0, 3), System.Globalization.CultureInfo.InvariantCulture);
        string text = wire.Length > 3 ? wire[4..] : "";
        if (!EnhancedStatusCode.TryParse(text, out var enhanced, out int length))
            return new SmtpReply(code, null, text.Split(" / "));
        return new SmtpReply(code, enhanced, text[length..].TrimStart().Split(" / "));
    }
}
