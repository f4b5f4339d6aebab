namespace Rollcall.Tests.Callout;

/// <summary>Replies at RCPT that say nothing of the mailbox, many of them close to one that does.</summary>
internal static class ReplySamplesOfOthers
{
    internal const string English = """
        Policy 554 5.7.1 <j.meier@kunde.example>: Relay access denied
        Policy 550 5.7.1 Unable to relay
        Policy 550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain
        Policy 550 5.1.1 relaying denied to unknown user
        Policy 553 sorry, that domain isn't in my list of allowed rcpthosts; no valid cert for gatewaying (#5.7.1)
        Policy 554 5.7.1 Service unavailable; Client host [192.0.2.44] blocked using zen.rbl.example
        Policy 550 5.7.606 Access denied, banned sending IP [192.0.2.44]
        Policy 550 5.1.1 192.0.2.44 is listed on our list of bad hosts, mailbox not found
        Policy 550 5.2.1 The user you are trying to contact is receiving mail at a rate that prevents additional messages from being delivered
        Policy 550 5.4.1 Access denied
        Policy 554 5.7.1 <j.meier@kunde.example>: Recipient address rejected: Access denied
        Policy 550 5.7.1 RESOLVER.RST.NotAuthorized; not authorized
        Policy 550 5.7.129 RESOLVER.RST.RestrictedToRecipientsPermission; not authenticated sender
        Policy 550 5.7.1 <j.meier@kunde.example>: Recipient address rejected: Please see http://spf.example/why?id=unknown-user
        Policy 550 5.7.23 Mail refused for a violation of the Sender Policy Framework
        Policy 550 5.1.1 Message rejected due to SPF failure
        Policy 550 5.7.509 Access denied, sending domain does not pass DMARC verification
        Policy 530 5.7.0 Must issue a STARTTLS command first
        Policy 550 5.7.10 Encryption needed
        Policy 530 5.7.1 Authentication required
        Policy 550 5.1.1 Authentication is required for this recipient
        Policy 550 Administrative prohibition
        Policy 550 5.1.1 Your IP has a poor reputation
        Policy 550 Too many invalid recipients
        Policy 550 5.1.1 Too many unknown users, slow down
        Policy 503 5.5.1 RCPT before MAIL
        Policy 501 5.1.3 Bad recipient address syntax
        Policy 501 Syntax error in recipient address
        Policy 504 5.5.2 <j.meier>: Recipient address rejected: need fully-qualified address
        Policy 550 5.1.2 <j.meier@kunde.example>: Recipient address rejected: Domain not found
        Policy 550 5.1.2 Host unknown (Name server: kunde.example: host not found)
        Policy 550 5.4.4 Unable to route: the domain of the recipient does not exist
        Policy 550 HELO name does not exist, rejecting user
        Policy 550 Your reverse DNS is invalid, mailbox check skipped
        Policy 550 unknown host 192.0.2.44
        Policy 550 The recipient's mail server does not exist
        Policy 550 mailbox check failed: backend not found
        Policy 554 5.3.0 The system is not accepting mail now
        Policy 554 Transaction failed
        Policy 550 5.1.1 Service temporarily unavailable for this user
        Policy 550 5.3.4 Message too large for recipient
        Policy 550 recipient only accepts mail from internal users
        Policy 550 5.7.1 the mailing list accepts posts of its members only
        Policy 550 This user does not accept mail from strangers
        Policy 550 5.7.0 Local policy violation
        Policy 550 5.7.1 TRANSPORT.RULES.RejectMessage; the message was rejected by organization policy
        Policy 550 rejected by rule 17
        Policy 550 Blocked by local filter for user
        Policy 550 invalid DNS MX or A/AAAA resource record
        Policy 550 Mail loop: user was seen before
        Policy 556 5.1.10 Domain has null MX
        Policy 521 5.3.2 This host does not accept mail
        Policy 535 5.7.8 unknown user or wrong password
        Policy 550 5.7.1 greylisted, unknown user pair, come back
        Policy 550 Account of the customer is not paid; unpaid hosting
        Policy 550 5.1.0 The client certificate is not valid
        Policy 550 User from unknown host rejected
        Policy 550 Reject: unknown client
        Policy 550 The file does not exist
        Policy 550 5.5.4 invalid recipient option
        Policy 550 No recipients
        Policy 554 5.5.1 Error: no valid recipients
        Policy 550 mailbox lookup timed out, user not found
        Policy 571 Delivery not authorized, message refused
        Policy 550 5.1.1 Spamhaus says no such user
        Policy 550 The recipient has not been seen yet; try again in ten minutes
        Policy 550 Our computer says so for some odd reason
        Policy 550 5.1.1 content of this mail is not to our taste
        Policy 554 5.1.1 refused
        Policy 550 5.7.1 refused
        Policy 550 5.7.1 You are unknown to this user
        Policy 550 Recipient address rejected: unknown error
        Policy 550 Mailbox, bad message
        Policy 550 User has disabled mail of people he never met
        Policy 550 5.1.1 Mailbox exists but we do not like you
        Policy 550 5.1.1 Rejected: unknown mail server
        Policy 550 5.2.1 Mailbox cannot be reached by non-employees
        Policy 550 The account you are sending from does not exist
        Policy 550 Address of host not found
        Policy 553 mail.kunde.example does not exist
        BareRefusal 550 Rejected
        BareRefusal 550
        BareRefusal 550 5.0.0 <j.meier@kunde.example>... Rejected
        BareRefusal 553 Recipient refused. Sorry
        BareRefusal 551 User not local
        BareRefusal 551 denied
        """;

    internal const string AboutSender = """
        AboutSender 550 Sender verify failed
        AboutSender 550-Verification failed for <postmaster@gw.example> / 550-No such user here / 550 Sender verify failed
        AboutSender 550 5.7.1 Null sender not allowed
        AboutSender 550 bounces are not accepted by this mailbox
        AboutSender 550 5.1.8 <x@gw.example>: Sender address rejected: Domain not found
        AboutSender 550 5.1.7 <>: Sender rejected
        AboutSender 550 This address never sends mail, so it accepts no bounces
        AboutSender 553 Invalid sender
        AboutSender 550 empty envelope sender not welcome here
        AboutSender 550 Absender existiert nicht
        AboutSender 550 L'adresse de l'expéditeur n'existe pas
        AboutSender 550 El remitente no existe, la dirección del remitente es desconocida
        AboutSender 550 Адрес отправителя не существует
        AboutSender 550 Adres nadawcy nie istnieje
        AboutSender 550 差出人のアドレスが存在しません
        """;

    internal const string Elsewhere = """
        Policy 550 5.1.1 Votre serveur est bloqué, utilisateur inconnu
        Policy 550 Domaine inconnu
        Policy 550 Le domaine du destinataire n'existe pas
        Policy 550 Relais refusé pour cet utilisateur
        Policy 550 5.1.1 Accès refusé
        Policy 550 Trop de destinataires inconnus
        Policy 550 Domain des Empfängers existiert nicht
        Policy 550 5.1.1 Ihre IP ist gesperrt
        Policy 550 Empfänger nimmt keine Mail von Ihrem Server an
        Policy 550 Kein Zugriff auf das Postfach
        Policy 550 5.1.1 Zu viele unbekannte Empfänger
        Policy 550 El dominio no existe
        Policy 550 5.1.1 Su servidor está en una lista negra
        Policy 550 Usuario no autorizado
        Policy 550 Demasiados usuarios desconocidos
        Policy 550 Il dominio del destinatario non esiste
        Policy 550 5.1.1 Accesso negato per questo utente
        Policy 550 Utente non autorizzato
        Policy 550 Domínio inexistente
        Policy 550 5.1.1 Seu servidor está bloqueado
        Policy 550 Acesso negado ao usuário
        Policy 550 Domein van de ontvanger bestaat niet
        Policy 550 5.1.1 Uw server staat op een zwarte lijst
        Policy 550 Toegang geweigerd voor onbekende gebruiker
        Policy 550 Domena odbiorcy nie istnieje
        Policy 550 5.1.1 Twój adres IP jest na czarnej liście
        Policy 550 Brak uprawnień do skrzynki
        Policy 550 Домен получателя не существует
        Policy 550 5.1.1 Ваш сервер заблокирован, пользователь неизвестен
        Policy 550 Доступ запрещен для пользователя
        Policy 550 受信者のドメインが存在しません
        Policy 550 5.1.1 迷惑メールとして拒否しました。ユーザー不明
        Policy 550 このユーザーへの送信は許可されていません
        Policy 550 您的IP在黑名单中，用户不存在
        Policy 550 수신자에게 보낼 권한이 없습니다
        AboutSender 550 Okänd avsändare
        Policy 550 Avsändaren är blockerad, okänd mottagare
        """;

    internal const string Transient = """
        Temporary 450 4.2.0 <j.meier@kunde.example>: Recipient address rejected: Greylisted, see http://postgrey.example/help
        Temporary 450 4.1.1 <j.meier@kunde.example>: Recipient address rejected: User unknown in local recipient table
        Temporary 451 4.3.0 Temporary lookup failure
        Temporary 450 Requested action not taken: mailbox unavailable
        Temporary 421 4.3.2 Service shutting down
        RateLimit 421 4.7.0 Too many connections from your host
        RateLimit 450 4.2.1 The user you are trying to contact is receiving mail too quickly
        RateLimit 451 4.7.1 Rate limit exceeded, slow down
        RateLimit 452 4.5.3 Too many recipients
        Temporary 452 4.3.1 Insufficient system storage
        """;
}
