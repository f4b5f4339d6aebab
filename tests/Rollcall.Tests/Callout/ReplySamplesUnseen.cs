namespace Rollcall.Tests.Callout;

/// <summary>Replies at RCPT that were written to be read unseen: three lists, each scored once before the classifier was changed for it.</summary>
internal static class ReplySamplesUnseen
{
    internal const string Unknown = """
        NoSuchUser 550 Message was not accepted -- invalid mailbox. Local mailbox j.meier@kunde.example is unavailable: user not found
        NoSuchUser 550 Message was not accepted -- invalid mailbox. Local mailbox j.meier@kunde.example is unavailable: account is disabled
        NoSuchUser 550 5.7.1 No such user!
        NoSuchUser 550 5.1.1 Adresse d au moins un destinataire invalide. Invalid recipient. OFX204_418 [418]
        NoSuchUser 550 5.1.1 Recipient not found. <http://bounce.example/ir>
        NoSuchUser 550 5.1.1 <j.meier@kunde.example> recipient rejected. IB603a
        NoSuchUser 550 5.1.1 <j.meier@kunde.example>: Recipient address rejected: kunde.example
        NoSuchUser 550 5.1.2 Mailbox does not exist.
        NoSuchUser 554 5.1.1 Local delivery: j.meier has no mailbox on this node
        NoSuchUser 550 5.1.1 Konto nie istnieje / 550 Account does not exist.
        NoSuchUser 550 5.1.1 recipient <j.meier@kunde.example> not exists
        NoSuchUser 550 j.meier@kunde.example unknown user account
        NoSuchUser 550 5.1.1 sorry, invalid mailbox name (#5.1.1)
        NoSuchUser 553 sorry, no valid mailbox by that name (#5.1.1)
        NoSuchUser 550 No such user (j.meier@kunde.example) -ERR j.meier@kunde.example not found
        NoSuchUser 550 5.1.1 Recipient Address Verification failed: user unknown
        NoSuchUser 550 Requested action not taken: mailbox unavailable or not local
        NoSuchUser 550 Address unknown
        NoSuchUser 550 5.1.1 no such user (fe3a09c1)
        NoSuchUser 550 5.1.1 user-does-not-exist
        NoSuchUser 550 5.1.1 <j.meier@kunde.example>: Recipient address rejected: undeliverable address: mailbox not provisioned
        NoSuchUser 550 5.4.1 [j.meier@kunde.example]: Recipient address rejected: Access denied. For more information see https://help.example/nonexistent [LO2GBR01FT011.eop.example]
        NoSuchUser 550 5.1.1 User unknown, mailbox may have been moved to another provider
        NoSuchUser 550 Nobody with that name lives at this domain
        NoSuchUser 550 5.1.1 Recipient rejected (TSS07)
        NoSuchUser 550 5.2.1 Delivery to user disabled by operator
        NoSuchUser 550 5.2.1 The mailbox owner has closed the account
        NoSuchUser 550 5.1.10 Address not in our directory [ref 7731]
        NoSuchUser 554 5.1.1 matched no entries in the address book
        NoSuchUser 550-Callback to the mailbox server says: / 550-User not known / 550 Recipient rejected
        NoSuchUser 550 5.1.1 Cette adresse mail n'existe pas
        NoSuchUser 550 Le compte de cet abonné a été clôturé
        NoSuchUser 550 5.1.1 Pas d'utilisateur portant ce nom ici
        NoSuchUser 550 Votre correspondant est inconnu sur ce domaine
        NoSuchUser 550 5.1.1 Dieses Postfach wurde nie eingerichtet
        NoSuchUser 550 Unbekannter Empfaenger
        NoSuchUser 554 Zustellung nicht möglich: das Konto wurde vom Inhaber aufgelöst
        NoSuchUser 550 Der angegebene Empfänger konnte nicht ermittelt werden
        NoSuchUser 550 5.1.1 No tenemos ningún usuario con ese nombre
        NoSuchUser 550 La cuenta fue dada de baja
        NoSuchUser 550 5.1.1 Destinatario desconocido en este dominio
        NoSuchUser 550 El buzón indicado ya no se utiliza
        NoSuchUser 550 5.1.1 La casella indicata non esiste
        NoSuchUser 550 Nessun utente con questo nome
        NoSuchUser 550 Utente disabilitato
        NoSuchUser 550 5.1.1 Usuário não encontrado
        NoSuchUser 550 A conta de destino foi desativada
        NoSuchUser 550 Endereço de destino inexistente no servidor
        NoSuchUser 550 Deze gebruiker bestaat niet
        NoSuchUser 550 5.1.1 Adres onbekend / 550 recipient unknown
        NoSuchUser 550 Geen postvak met deze naam
        NoSuchUser 550 Użytkownik o podanym adresie nie istnieje
        NoSuchUser 550 5.1.1 Brak takiego konta pocztowego
        NoSuchUser 550 Skrzynka odbiorcy została skasowana
        NoSuchUser 550 5.1.1 Такого получателя не существует
        NoSuchUser 550 Почтовый ящик удалён владельцем
        NoSuchUser 550 5.7.1 Нет такого пользователя!
        NoSuchUser 550 指定されたユーザーは存在しません
        NoSuchUser 550 5.1.1 宛先のメールアドレスが見つかりません
        NoSuchUser 550 このアカウントは現在使われておりません
        """;

    internal const string Others = """
        Policy 550 5.1.1 <j.meier@kunde.example>: Recipient address rejected: unverified address: Address verification in progress
        Policy 550 5.1.1 <j.meier@kunde.example>: Recipient address rejected: Greylisted for 5 minutes
        Policy 550 5.1.1 unverified address: connect to backend.kunde.example[10.1.1.1]:25: Connection timed out
        Policy 550 5.1.1 Mail for this user is only taken over an encrypted link
        Policy 550 5.2.1 Mailbox disabled for mail larger than 10 MB
        Policy 550 5.2.1 user's plan does not cover mail of free providers
        Policy 550 5.1.1 Account cannot get external email
        Policy 550 5.1.1 Mail refused: your machine has no PTR, user not asked
        Policy 550 5.1.1 Recipient does not take messages of unverified origin
        Policy 550 5.1.1 you sent to more unknown users this hour than we tolerate
        Policy 550 5.2.1 account inactive senders quarantine in effect
        Policy 553 5.1.1 size of your mail is beyond what the mailbox takes
        Policy 553 sorry, your envelope sender is in my badmailfrom list (#5.7.1)
        Policy 553 sorry, that host may not send to this recipient (#5.7.1)
        Policy 550 5.1.1 <j.meier@kunde.example> user does not know you, send a request first
        Policy 554 5.7.1 Mailbox owner rejects everything from cloud ranges
        Policy 554 5.7.1 <unknown[192.0.2.44]>: Client host rejected: cannot find your hostname, [192.0.2.44]
        Policy 550 5.7.1 Service not available to you; no such user may be guessed here
        Policy 550 5.1.1 Recipient valid, origin is not
        Policy 550 5.1.0 Address of origin in local deny table
        Policy 550 5.1.1 trust level of this origin is insufficient for this mailbox
        Policy 501 5.1.1 login first, then RCPT
        Policy 501 5.5.4 RCPT parameter unknown
        Policy 550 5.1.1 Sorry, we are closed to new partners of this mailbox
        Policy 550 5.2.1 Mailbox is read-only while it is being migrated
        Policy 550 5.1.1 Backend with this mailbox is down
        Policy 550 5.1.1 user lookup failed
        Policy 550 5.1.1 directory not reachable, recipient not found
        Policy 550 5.1.1 Verification of recipient could not be done
        Policy 550 5.7.1 recipient not found in your list of partners
        Policy 550 5.1.1 your account at our relay does not exist any more
        Policy 554 5.7.1 the account you log on with is unknown
        Policy 550 5.1.0 the mailbox in your From line does not exist
        Policy 550 5.1.1 Hostname in HELO unknown, user not looked up
        Policy 550 5.1.1 quota of the sending customer is used up
        Policy 550 5.2.1 You may write to this user again tomorrow
        Policy 550 5.1.1 Wait 300 seconds before you write to this mailbox
        Policy 550 5.1.1 first contact with this recipient, come back in 3 minutes
        Policy 550 5.1.1 Mail not accepted: no valid A record for your name
        Policy 554 5.7.1 Recipient unknown to partner gateway policy server
        Policy 550 5.7.1 DKIM key not found, user protected
        Policy 553 5.3.0 <j.meier@kunde.example>... Spam source, mailbox unavailable to you
        Policy 550 5.1.1 reported by too many mailbox users
        Policy 550 5.1.1 La messagerie n'accepte pas votre serveur, boîte protégée
        Policy 550 5.1.1 Destinataire protégé : expéditeur à confirmer
        Policy 550 5.1.1 Connexion non chiffrée, utilisateur non consulté
        Policy 550 5.1.1 Der Empfänger wünscht keine Mails von Unbekannten
        Policy 550 5.2.1 Postfach nimmt zurzeit nichts an
        Policy 550 5.1.1 Verbindung ohne TLS, Empfänger wird nicht geprüft
        Policy 550 5.1.1 Su servidor envía a usuarios inexistentes con exceso
        Policy 550 5.1.1 El usuario no acepta correos de desconocidos
        Policy 550 5.1.1 L'utente non riceve posta da sconosciuti
        Policy 550 5.1.1 O usuário não aceita mensagens de desconhecidos
        Policy 550 5.1.1 De ontvanger neemt geen mail van onbekenden aan
        Policy 550 5.1.1 Odbiorca nie przyjmuje poczty od nieznajomych
        Policy 550 5.1.1 Получатель не принимает почту от неизвестных
        Policy 550 5.1.1 このユーザーは不明な相手からのメールを受け取りません
        Policy 550 5.1.1 Your reverse zone is not found, user kept safe
        Policy 550 5.7.1 mailbox does not exist for you
        Policy 553 5.1.1 envelope from unknown at origin, user not asked
        """;

    internal const string UnknownLater = """
        NoSuchUser 550 5.1.1 Your message to j.meier@kunde.example could not be delivered: user unknown
        NoSuchUser 550 We're sorry, the address you have typed is not known on our system
        NoSuchUser 550 5.1.1 The recipient you are looking for is not on this mail platform: no such user
        NoSuchUser 550 5.1.1 account has been deleted by its owner
        NoSuchUser 550 5.2.1 Account deleted 90 days ago
        NoSuchUser 550 5.1.1 unknown mailbox, please check your spelling
        NoSuchUser 550 User j.meier has been removed from this host
        NoSuchUser 550 5.1.10 Recipient not found: the directory of kunde.example has no such entry
        NoSuchUser 553 5.1.1 There is no mailbox for this name
        NoSuchUser 550 invalid user
        NoSuchUser 550 The e-mail address is not assigned to anyone
        NoSuchUser 550 5.1.1 nonexistent account
        NoSuchUser 550 mailbox is inactive for more than 6 months
        NoSuchUser 550 user unknown to this system
        NoSuchUser 554 5.1.1 addressee unknown, return to sender
        NoSuchUser 550 5.1.6 This person no longer works for us
        NoSuchUser 550 L'adresse indiquée n'est plus attribuée
        NoSuchUser 550 5.1.1 Le destinataire que vous essayez de joindre n'existe pas
        NoSuchUser 550 Ihre Nachricht konnte nicht zugestellt werden: Empfänger unbekannt
        NoSuchUser 550 5.1.1 Es gibt keinen Benutzer mit diesem Namen
        NoSuchUser 550 Das Postfach wurde vom Kunden gekündigt
        NoSuchUser 550 5.1.1 El destinatario no se ha encontrado en el directorio
        NoSuchUser 550 La cuenta de correo ha sido eliminada
        NoSuchUser 550 5.1.1 Casella cessata
        NoSuchUser 550 L'indirizzo non risulta registrato
        NoSuchUser 550 5.1.1 Esta conta não existe mais
        NoSuchUser 550 Nenhum usuário com este nome
        NoSuchUser 550 5.1.1 Het adres is niet bekend bij ons
        NoSuchUser 550 Konto zostało usunięte
        NoSuchUser 550 5.1.1 Nieznany odbiorca
        NoSuchUser 550 Адрес получателя не зарегистрирован
        NoSuchUser 550 5.1.1 Аккаунт удалён
        NoSuchUser 550 5.1.1 該当するメールアドレスはありません
        NoSuchUser 550 お客様のアカウントは削除されました
        """;

    internal const string OthersLater = """
        Policy 550 5.1.1 mailbox disabled to foreign senders
        Policy 550 5.2.1 the account is disabled for SMTP delivery without TLS
        Policy 550 5.1.1 invalid users in previous transactions, refusing
        Policy 550 5.1.1 No such user will be confirmed before you authenticate
        Policy 550 5.1.1 User unknown to you must be asked first
        Policy 550 5.1.1 Mailbox does not exist until verification completes
        Policy 550 5.1.1 recipient lookup deferred, directory offline, no such user assumed
        Policy 550 5.1.1 The server that sent this is not a known user of the relay
        Policy 550 5.7.1 Recipient unknown because the session is not secure
        Policy 550 5.1.1 User has no allowance for mail from abroad
        Policy 550 5.2.1 Mailbox not active outside office hours
        Policy 550 5.1.1 the address in MAIL FROM is not found here
        Policy 550 5.1.0 The address given in the envelope as author does not exist
        Policy 550 5.1.1 host name has no such record, mail to user refused
        Policy 550 5.1.1 score 12 of 5, account ignores such mail
        Policy 550 5.1.1 invalid recipients seen from this client: 37
        Policy 550 5.1.1 L'adresse IP n'existe pas dans le DNS, destinataire refusé
        Policy 550 5.1.1 Vous n'existez pas dans la liste de cet utilisateur
        Policy 550 5.1.1 Ihr Rechner ist diesem Benutzer unbekannt
        Policy 550 5.1.1 Der einliefernde Rechner ist unbekannt, Empfänger gesperrt
        Policy 550 5.1.1 Su equipo no figura entre los contactos del usuario
        Policy 550 5.1.1 Il vostro nome non esiste nella rubrica dell'utente
        Policy 550 5.1.1 Você não consta na lista do usuário
        Policy 550 5.1.1 Uw naam is de gebruiker onbekend
        Policy 550 5.1.1 Nie ma Cię na liście kontaktów użytkownika
        Policy 550 5.1.1 Вас нет в списке контактов пользователя
        Policy 550 5.1.1 接続元ホストが見つかりません。ユーザー確認は省略
        Policy 550 5.1.1 User mailbox would be over limit with this message; not found smaller variant
        """;

    internal const string Last = """
        NoSuchUser 550 5.1.1 mailbox j.meier does not live on this cluster: no such user
        NoSuchUser 550 This user is not in our records
        NoSuchUser 550 Account has been terminated by the provider
        NoSuchUser 550 5.1.1 unknown or expired mailbox
        NoSuchUser 553 5.1.1 We have no user called like that
        NoSuchUser 550 5.2.1 Mailbox was closed on request of its owner
        NoSuchUser 550 Aucun compte ne correspond à cette adresse
        NoSuchUser 550 5.1.1 Boîte aux lettres inexistante
        NoSuchUser 550 Empfängeradresse nicht bekannt
        NoSuchUser 550 5.1.1 Postfach existiert nicht mehr
        NoSuchUser 550 La dirección de correo no existe
        NoSuchUser 550 Destinatario inesistente
        NoSuchUser 550 Destinatário não localizado
        NoSuchUser 550 De ontvanger is onbekend op deze server
        NoSuchUser 550 Nie ma takiego użytkownika
        NoSuchUser 550 Пользователь не найден
        NoSuchUser 550 宛先が不明です
        NoSuchUser 550 5.1.1 <j.meier@kunde.example>: utilisateur inconu
        NoSuchUser 550 5.7.1 Casella mai registrata: j.meier@kunde.example (errore 11)
        NoSuchUser 554 5.1.1 <j.meier@kunde.example>: Empfänger existert nicht (mehr) im Verzeichnis
        NoSuchUser 550 Dieser Benutzer ist hier nicht angelegt
        NoSuchUser 550 5.4.1 Schránka j.meier@kunde.example u nás není založena
        NoSuchUser 550 5.5.0 We could not find anyone called "j.meier" at kunde.example
        Policy 550 5.1.1 We could not find anyone called on to vouch for your server
        Policy 550 5.1.1 < blocked using a list of <relay@kunde.example> User unknown
        Policy 550 5.1.1 <your host is blocked by policy> User unknown
        NoSuchUser 550 5.1.1 <relay denied@kunde.example>: User unknown
        Policy 550 5.1.1 mailbox rejects sources it has not seen in the past
        Policy 550 5.1.1 Bulk origin unknown to the recipient
        Policy 550 5.2.1 recipient suspended incoming mail from this region
        Policy 550 5.1.1 user not found in cache, backend gave no answer
        Policy 553 5.1.1 Recipient table being rebuilt, unknown users are refused meanwhile
        Policy 550 5.1.1 The certificate of the peer names no known user
        Policy 550 5.1.1 no such user may receive archives
        Policy 550 5.1.1 L'expéditeur n'est pas connu du destinataire
        AboutSender 550 5.1.1 Dem Empfänger ist der Absender unbekannt
        Policy 550 5.1.1 El servidor de origen no existe para este destinatario
        AboutSender 550 5.1.1 Il server mittente non è noto al destinatario
        Policy 550 5.1.1 Odbiorca nie zna nadawcy
        Policy 550 5.1.1 送信サーバが不明なためユーザーに配送できません
        Policy 550 5.1.1 user unknown error while checking your quota
        Policy 550 5.1.1 account of the sending party does not exist here
        Policy 554 5.7.1 mail for unknown users exceeds 20 percent
        """;
}
