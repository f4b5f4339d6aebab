namespace Rollcall.Tests.Callout;

/// <summary>More replies at RCPT, written after the phrases, to see whether these carry beyond what they were written for.</summary>
internal static class ReplySamplesMore
{
    internal const string Unknown = """
        NoSuchUser 550 That addressee is not on file here
        NoSuchUser 550 5.1.1 no match for this recipient
        NoSuchUser 550 5.1.1 User rejected (ABC01)
        NoSuchUser 550 5.2.1 Delivery to account disabled by operator
        NoSuchUser 550 5.2.1 account disabled for inactivity
        NoSuchUser 550 5.1.1 Mailbox was purged
        NoSuchUser 550 The person has left the company
        NoSuchUser 550 5.1.6 user has moved permanently
        NoSuchUser 550 The account was cancelled
        NoSuchUser 550 cuda_nsu
        NoSuchUser 550 Такого ящика у нас нет
        NoSuchUser 550 Mailbox not found
        NoSuchUser 550 5.1.1 The user you are trying to reach does not have an account here
        NoSuchUser 550 5.1.1 <j.meier@kunde.example>... User unknown - try again
        NoSuchUser 554 5.7.1 <j.meier@kunde.example>: Recipient address rejected: No such user at this domain
        NoSuchUser 550 Recipient Rejected: No account by that name here
        NoSuchUser 550 5.1.1 RCPT TO: unknown
        NoSuchUser 550 Mail to j.meier@kunde.example not accepted here: unknown user
        NoSuchUser 550 unknown local-part "joe" in domain "kunde.example"
        NoSuchUser 550 Recipient does not exist here
        NoSuchUser 550 5.1.1 Not our Customer
        NoSuchUser 550 Account not available
        NoSuchUser 550 5.0.1 Recipient rejected: user does not exist
        NoSuchUser 550 sorry, recipient address has no mailbox
        NoSuchUser 550 5.1.1 sorry, no mailbox here by that name (#5.1.1)
        NoSuchUser 550 5.1.1 unknown recipient
        NoSuchUser 550 Address invalid
        NoSuchUser 550 Dirección de correo inexistente
        NoSuchUser 550 Caixa de correio inexistente
        NoSuchUser 550 Destinataire inconnu
        NoSuchUser 550 User email address is marked as invalid
        NoSuchUser 550 No Such User Here"
        NoSuchUser 550 5.1.1 <j.meier@kunde.example> User unknown; rejecting
        NoSuchUser 550 <j.meier@kunde.example>, Recipient unknown
        NoSuchUser 550 Address j.meier@kunde.example does not exist here
        NoSuchUser 550 Unknown recipient address
        NoSuchUser 550 That user does not exist on this system
        NoSuchUser 550 5.1.1 Recipient mailbox doesn't exist
        NoSuchUser 550 Bad recipient address - no such person
        NoSuchUser 550 5.2.0 No such mailbox
        NoSuchUser 550 user has been removed
        NoSuchUser 550 j.meier@kunde.example Mailbox has expired
        NoSuchUser 550 Invalid mailbox specified
        NoSuchUser 550 5.1.1 User address j.meier@kunde.example unknown
        NoSuchUser 550 'j.meier@kunde.example' is not a registered gateway user
        NoSuchUser 550 #5.1.0 Address rejected.
        NoSuchUser 550 5.7.1 Recipient not in directory; mail rejected
        NoSuchUser 550 Recipient address rejected: Mailbox not hosted here
        NoSuchUser 550 no such recipient - psmtp
        NoSuchUser 550 5.1.1 ADDRESS NOT FOUND
        NoSuchUser 550 BadRecipient
        NoSuchUser 550 <j.meier@kunde.example> unrecognized recipient
        NoSuchUser 550 5.1.1 Dieser Empfänger ist hier nicht bekannt
        NoSuchUser 550 Teilnehmer existiert nicht
        NoSuchUser 550 Adressat nicht gefunden
        NoSuchUser 550 adresse inconnue sur ce serveur
        NoSuchUser 550 El destinatario no existe
        NoSuchUser 550 L'utente non esiste
        NoSuchUser 550 5.1.1 Адресат не найден
        NoSuchUser 550 5.7.1 No such user!
        NoSuchUser 550 Учетная запись не существует
        NoSuchUser 550 Invalid recipient j.meier@kunde.example
        NoSuchUser 550 is not a valid user here
        NoSuchUser 553 5.5.3 <j.meier@kunde.example>... Users mailbox does not exist
        NoSuchUser 550 Recipient Address Not Exist
        NoSuchUser 550 User not exist
        NoSuchUser 550 The recipient may contain a non-existent account, please check the recipient address.
        NoSuchUser 550 MI:RUR,smtp14 recipient is not found
        NoSuchUser 550 Message was not accepted -- invalid mailbox. Local mailbox j.meier@kunde.example is unavailable: user not found
        NoSuchUser 550 Message was not accepted -- invalid mailbox.  Local mailbox j.meier@kunde.example is unavailable: user is terminated
        NoSuchUser 550 5.7.1 No such user!
        NoSuchUser 554 5.2.1 Mailbox disabled for this recipient
        NoSuchUser 550 5.1.1 Unknown
        NoSuchUser 550 5.1.1 <j.meier@kunde.example>: Recipient address rejected: User unknown in virtual mailbox table; from=<a@gw.example> to=<j.meier@kunde.example> proto=ESMTP helo=<h.gw.example>
        NoSuchUser 550 5.5.0 Boite du destinataire archivee. Archived recipient. XX007_401
        NoSuchUser 550 5.2.1 This mailbox has been blocked due to inactivity (UserSearch)
        NoSuchUser 550 inactive user
        NoSuchUser 550 Unknown user x@y.example
        NoSuchUser 550 5.1.1 unknown user account
        NoSuchUser 550 5.1.2 Mailbox does not exist.
        NoSuchUser 554 delivery error: dd Requested mail action not taken: mailbox unavailable
        NoSuchUser 550 Mail rejected for invalid recipient
        NoSuchUser 550 Recipient address rejected because user is unknown
        NoSuchUser 550 5.1.1 User not found in LDAP directory
        NoSuchUser 550 5.1.1 Mailaddress is administrativley disabled. (#5.2.1)
        NoSuchUser 550 Requested action not taken: mailbox unavailable or not local
        NoSuchUser 550 5.1.1 Destination address is unknown (user does not exist)
        NoSuchUser 550 RCPT TO:<j.meier@kunde.example> User unknown
        NoSuchUser 550 5.1.1 Indirizzo email non valido o inesistente
        NoSuchUser 550 Casella email inesistente
        NoSuchUser 550 Dieser Benutzer ist uns nicht bekannt
        NoSuchUser 550 Die angegebene E-Mail-Adresse ist nicht vorhanden
        NoSuchUser 550 Ungültige Empfängeradresse
        NoSuchUser 550 Empfängeradresse ungültig
        NoSuchUser 550 Der Empfänger wurde auf diesem Server nicht gefunden
        NoSuchUser 550 5.1.1 L'adresse de messagerie du destinataire est introuvable
        NoSuchUser 550 Adresse email inconnue
        NoSuchUser 550 Le compte du destinataire a été supprimé
        NoSuchUser 550 La dirección de correo electrónico no se encuentra
        NoSuchUser 550 No existe el usuario
        NoSuchUser 550 Buzon inexistente
        NoSuchUser 550 Conta de e-mail inexistente
        NoSuchUser 550 O usuário informado não existe
        NoSuchUser 550 Endereço inválido: usuário não cadastrado
        NoSuchUser 550 Het e-mailadres bestaat niet
        NoSuchUser 550 Ontvanger niet gevonden
        NoSuchUser 550 Adres odbiorcy nie istnieje
        NoSuchUser 550 Nie znaleziono odbiorcy
        NoSuchUser 550 Brak takiej skrzynki
        NoSuchUser 550 Adresat nieznany
        NoSuchUser 550 Такого пользователя не существует
        NoSuchUser 550 Пользователь с таким адресом не зарегистрирован
        NoSuchUser 550 Ящик не найден или отключен
        NoSuchUser 550 Почтовый ящик получателя удалён
        NoSuchUser 550 宛先不明
        NoSuchUser 550 該当するユーザーはありません
        NoSuchUser 550 指定されたメールアドレスは見つかりませんでした
        NoSuchUser 550 そのようなユーザはいません
        NoSuchUser 550 存在しないメールアドレスです
        NoSuchUser 550 メールアドレスが無効です
        NoSuchUser 550 5.3.2 mail reception for this account is disabled
        """;

    internal const string Others = """
        Policy 550 Connection frequency limited
        Policy 550 Mail content denied
        Policy 550 RP:RCPT user frequency limited
        Policy 550 5.1.1 The email account that you tried to reach is over quota
        Policy 550 Mailbox quota exceeded, user unknown
        Policy 554 5.7.1 Message cannot be accepted, spam filter
        Policy 550 Policy rejection on the target address
        Policy 550 5.4.300 Message expired -> user not found
        Policy 550 5.7.133 RESOLVER.RST.SenderNotAuthenticatedForGroup; authentication required; recipient not found
        Policy 550 5.7.124 Sender is on no list of allowed senders of the group
        Policy 550 5.1.20 RESOLVER.ADR.Ambiguous; ambiguous address
        AboutSender 550 5.1.0 Sender denied
        Policy 550 This account is not allowed to receive mail
        Policy 550 Sorry, recipient does not want your mail, user unknown to whitelist
        Policy 550 Requested action not taken: mailbox unavailable / invalid DNS MX or A/AAAA resource record
        AboutSender 550 mailbox unavailable, reject from unknown sender
        Policy 550 5.1.1 Protected domain: gateway rejected
        Policy 550 5.1.1 Rejected: unknown mail server
        Policy 550 5.1.1 The recipient's inbox is full
        Policy 550 Denied by your mother
        Policy 550 5.7.1 Email rejected per SPF policy, address not found in record
        Policy 550 5.7.1 Invalid rDNS for user
        Policy 550 The account has not been verified to receive mail
        Policy 550 5.2.1 Mailbox cannot be reached by non-employees
        Policy 553 Mail from 192.0.2.4 not allowed - user unknown
        Policy 550 5.1.1 Mailbox exists but I do not like you
        Policy 550 5.1.1 please contact the administrator, your message could not be checked
        Policy 550 5.1.2 Relay not allowed.
        Policy 550 I cannot deliver mail for j.meier@kunde.example
        Policy 550 5.7.1 Recipient filter: mailbox is unknown
        Policy 550 Die Domain ist unbekannt
        AboutSender 550 Absenderadresse ungültig
        Policy 550 Empfänger lehnt Nachrichten von unbekannten Absendern ab
        Policy 550 Nachricht an diesen Empfänger wegen Spamverdacht abgelehnt
        Policy 550 5.1.1 Postfach momentan nicht erreichbar
        Policy 550 Unbekannter Fehler beim Empfänger
        Policy 550 Le destinataire refuse les messages d'expéditeurs inconnus
        Policy 550 Erreur inconnue pour cet utilisateur
        Policy 550 L'utilisateur n'est pas autorisé à recevoir du courrier externe
        Policy 550 Serveur inconnu
        Policy 550 El destinatario no acepta correo de remitentes desconocidos
        Policy 550 Servidor desconocido
        Policy 550 Error desconocido en la cuenta
        Policy 550 Il destinatario non accetta posta da mittenti sconosciuti
        Policy 550 Indirizzo IP non valido
        Policy 550 O destinatário não aceita mensagens de remetentes desconhecidos
        Policy 550 Endereço IP inválido
        AboutSender 550 Ontvanger accepteert geen mail van onbekende afzenders
        Policy 550 Onbekende server
        Policy 550 Odbiorca nie przyjmuje poczty od nieznanych nadawców
        Policy 550 Nieznany serwer
        Policy 550 Получатель не принимает почту от неизвестных отправителей
        Policy 550 Неизвестный сервер
        Policy 550 送信元サーバーが見つかりません
        Policy 550 不明なエラーです
        Policy 550 このアドレスは受信を拒否しています
        Policy 550 宛先への配送は許可されていません
        AboutSender 550 The recipient refuses mail from unknown senders
        Policy 550 5.1.1 Recipient cannot receive from unknown persons
        Policy 550 Mailbox protected: unknown correspondents are not delivered
        Policy 550 This user only talks to known addresses; yours is unknown
        Policy 550 User's access has expired; renew
        Policy 550 Unable to find your address in the user's address book
        Policy 550 Address 192.0.2.4 not found in PTR
        Policy 550 5.7.1 Recipient has no valid key
        Policy 550 No valid MX for recipient
        Policy 550 Recipient address has no valid A record
        Policy 550 mailbox unavailable: quarantine
        """;
}
