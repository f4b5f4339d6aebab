namespace Rollcall.Core.Callout;

/// <summary>French, Spanish, Italian and Portuguese.</summary>
internal static class PhrasesWestern
{
    internal static PhraseTable French { get; } = new()
    {
        Box =
        [
            "utilisateur", "destinataire", "boîte aux lettres", "boîte mail", "boîte email", "boîte de réception", "boîte", "bal|",
            "compte", "adresse", "abonné", "correspondant", "votre correspondant", "votre destinataire",
             "adresse de messagerie", "adresse électronique", "messagerie de", "courriel",
        ],
        Other =
        [
            "erreur", "raison", "motif", "domaine", "serveur", "nom de domaine", "adresse ip", "commande", "hôte",
            "connexion", "session", "domaine du destinataire", "domaine de l'adresse", "serveur du destinataire", "adresse du serveur",
        ],
        Suspect =
        [
            "expéditeur", "émetteur", "adresse de l'expéditeur", "adresse expéditeur", "adresse de l'émetteur", "adresse d'expédition",
            "adresse émetteur", "votre adresse", "votre compte", "votre serveur", "votre domaine", "domaine de l'expéditeur", "votre ip",
            "adresse de retour", "compte de l'expéditeur",
        ],
        Place =
        [
            "sur ce serveur", "sur notre serveur", "sur nos serveurs", "dans ce domaine", "sur ce domaine", "pour ce domaine",
            "dans notre domaine", "chez nous", "dans l'annuaire",
        ],
        Clause =
        [
            "n'existe pas", "n'existe plus", "n existe pas", "n existe plus", "n'existent pas", "n'a pas été trouvé",
            "n'a pu être trouvé", "n'est pas connu", "n'est plus connu", "n'est pas valide", "n'est plus valide", "n'est plus activ",
            "n'est plus utilis", "n'est plus disponible",
            "n'est pas reconnu", "n'est pas répertori", "n'est pas enregistr", "n'est pas activ", "non trouvé", "a été désactivé",
            "a été supprimé", "a été résilié", "a été fermé", "a été clôturé", "est désactivé", "est fermé", "est supprimé",
            "est clôturé", "est suspendu", "a été suspendu",
            "a été effacé", "a été fermée", "n'a jamais existé", "n'est plus en service", "n'est plus attribu", "est résilié", "est inactif", "est inactive", "inaccessible ou inexistant",
        ],
        Adjective =
        [
            "inconnu", "inconu", "inexistant", "inexistante", "introuvable", "désactivé", "non reconnu", "résilié", "archivé", "archivée",
            "non existant", "inactif", "inactive",
        ],
        InvalidAdjective = ["invalide", "non valide", "incorrect", "erroné"],
        None = ["aucun|", "aucune|", "pas de|", "pas d|"],
        Lead = ["aucun tel", "pas de tel", "il n'y a pas de", "il n'y a pas d'", "il n'y a aucun"],
        WeakGone = ["boîte aux lettres indisponible", "boîte indisponible"],
        Policy =
        [
            "votre adresse|", "votre serveur|",
            "d'utilisateurs inconnus", "bloqué", "liste noire", "listes noires", "interdit", "non autoris", "pas autoris",
            "n'est pas autorisé", "n'êtes pas autorisé", "autorisation", "autorisé", "refusé par", "rejeté par", "refusé pour",
            "refusé car", "refusé en raison", "politique", "réputation", "indésirable", "pourriel", "authentifi", "relais", "relayage",
            "relayer", "chiffrement", "certificat", "serveur non", "temporaire", "réessay", "veuillez réessayer", "plus tard",
            "sécurité", "règles", "message trop", "pièce jointe", "contenu", "mauvaise syntaxe", "syntaxe", "votre adresse ip",
            "votre ip", "domaine inconnu", "domaine inexistant", "domaine n'existe pas", "filtr", "résolution", "conformité",
        ],
        AccessDenied = ["accès refusé", "accès interdit"],
        Sender =
        [
            "expéditeur refusé", "expéditeur rejeté", "expéditeur inconnu", "expéditeur invalide", "expéditeur vide",
            "adresse de l'expéditeur", "adresse expéditeur", "adresse d'expéditeur", "vérification de l'expéditeur",
            "domaine de l'expéditeur", "expéditeur inexistant", "expéditeur nul",
        ],
        Rate =
        [
            "trop de", "trop d'", "trop rapide", "limite atteinte", "limite dépassée", "limite d'envoi", "nombre maximum",
            "nombre maximal", "débit",
        ],
        Full =
        [
            "boîte aux lettres pleine", "boîte pleine", "boîte aux lettres est pleine", "boîte mail pleine", "boîte de réception pleine",
            "quota dépassé", "quota atteint", "a dépassé son quota", "dépassement de quota", "dépasse le quota", "messagerie pleine",
            "boîte saturée", "espace de stockage insuffisant", "plus d'espace",
        ],
    };

    internal static PhraseTable Spanish { get; } = new()
    {
        Box =
        [
            "usuario", "destinatario", "buzón", "casilla", "cuenta", "dirección", "dirección de correo", "cuenta de correo",
            "correo electrónico", "bandeja", "beneficiario", "abonado",
        ],
        Other =
        [
            "error|", "motivo", "dominio", "servidor", "dirección ip", "comando", "conexión", "sesión", "dominio del destinatario", "dominio de la dirección",
            "nombre de dominio", "servidor del destinatario", "sistema",
        ],
        Suspect =
        [
            "remitente", "emisor", "dirección del remitente", "dirección de remitente", "dirección remitente", "cuenta del remitente",
            "dominio del remitente", "usuario remitente", "su dirección", "su cuenta", "su servidor", "su dominio", "su ip",
            "dirección de origen", "dirección del servidor",
        ],
        Place =
        [
            "en este servidor", "en nuestro servidor", "en el servidor", "en este dominio", "en el dominio", "en nuestro dominio",
            "en este sistema", "en el sistema", "en nuestro sistema", "de este dominio", "en nuestros servidores",
        ],
        Clause =
        [
            "no existe", "no existen", "ya no existe", "no ha sido encontrad", "no fue encontrad", "no encontrad", "no se encuentra",
            "no se encontró", "no se ha encontrado", "no se pudo encontrar", "no es conocid", "no es válid", "no está activ",
            "ya no está", "no está registrad", "no está dad", "no es un usuario", "no figura",
            "ha sido desactivad", "ha sido deshabilitad", "ha sido eliminad", "ha sido cancelad", "ha sido dad", "ha sido suspendid",
            "fue eliminad", "fue cancelad", "está desactivad", "está deshabilitad", "está inactiv", "está suspendid", "está cancelad",
            "esta dada de baja", "dado de baja", "dada de baja", "ya no se utiliza", "ya no se usa", "nunca existió", "ha sido cerrad", "ha sido borrad", "fue cerrad", "fue borrad",
            "fue desactivad", "fue deshabilitad",
        ],
        Adjective =
        [
            "desconocid", "inexistente", "deshabilitad", "desactivad", "inhabilitad", "inactiv", "no reconocid", "suspendid", "cancelad",
            "dado de baja",
        ],
        InvalidAdjective = ["inválid", "no válido|", "no válida|", "incorrect", "errone", "erróne"],
        Lead =
        [
            "no existe", "no existe el", "no existe la", "no existe ningún", "no hay ningún", "no hay ninguna", "no se encontró el",
            "no se encontró la", "no se encuentra el", "no existe tal",
        ],
        None = ["ningún|", "ninguna|", "no hay|"],
        WeakGone = ["buzón no disponible", "casilla no disponible", "cuenta no disponible"],
        Policy =
        [
            "usuarios desconocidos", "servidor de origen", "equipo de origen", "bloquead", "lista negra", "listas negras", "prohibid", "no autorizad", "no está autorizad",
            "autoriza", "no permitid", "no se permite", "no permite", "permiso", "rechazado por", "rechazada por", "rechazado debido",
            "política", "reputación", "no deseado", "autentica", "autentifica", "relay", "retransmi", "reenvío", "cifrad", "certificado",
            "temporal", "intente", "inténtelo", "más tarde", "seguridad", "normas", "reglas", "mensaje demasiado", "contenido",
            "adjunto", "sintaxis", "su dirección ip", "su ip|", "dominio no", "dominio desconocido", "dominio inexistente",
            "no existe el dominio", "filtr", "correo basura", "denegado por", "mantenimiento", "spam",
        ],
        AccessDenied = ["acceso denegado", "acceso no"],
        Sender =
        [
            "remitente rechazado", "remitente desconocido", "remitente inválid", "remitente no", "remitente vacío", "remitente nulo",
            "dirección del remitente", "dirección de remitente", "dirección remitente", "dominio del remitente",
            "verificar el remitente", "verificación del remitente", "remitente inexistente",
        ],
        Rate = ["demasiad", "límite de", "límite superado", "exceso de", "número máximo", "cantidad máxima", "por hora", "por minuto"],
        Full =
        [
            "buzón lleno", "buzón está lleno", "buzón completo", "casilla llena", "casilla está llena", "cuenta llena",
            "cuenta está llena", "bandeja llena", "cuota excedida", "cuota superada", "excedido su cuota", "excedido la cuota",
            "excede la cuota", "superado su cuota", "supera la cuota", "sin espacio", "no tiene espacio",
            "espacio insuficiente en el buzón", "cuota de disco", "cuota del buzón", "cuota de correo", "cuota de almacenamiento",
        ],
    };

    internal static PhraseTable Italian { get; } = new()
    {
        Box =
        [
            "utente", "destinatario", "casella", "indirizzo", "account", "cassetta postale", "casella di posta", "indirizzo email",
            "casella email", "mailbox", "utenza",
        ],
        Other =
        [
            "errore", "motivo", "dominio", "server", "indirizzo ip", "comando", "connessione", "sessione", "dominio del destinatario", "dominio dell'indirizzo",
            "nome di dominio", "server del destinatario", "sistema",
        ],
        Suspect =
        [
            "mittente", "indirizzo del mittente", "indirizzo mittente", "indirizzo di mittente", "casella del mittente",
            "dominio del mittente", "dominio mittente", "account del mittente", "utente mittente", "tuo indirizzo", "vostro indirizzo",
            "suo indirizzo", "vostro server", "tuo server", "vostro ip", "tuo ip", "tuo account", "vostro dominio",
        ],
        Place =
        [
            "su questo server", "sul nostro server", "sul server", "in questo dominio", "su questo dominio", "nel dominio",
            "sui nostri server", "nel nostro sistema", "in questo sistema", "nel sistema", "presso questo dominio", "per questo dominio",
        ],
        Clause =
        [
            "non esiste", "non esistono", "non più esistente", "non è stato trovato", "non è stata trovata", "non trovat",
            "non è presente", "non presente", "non è valid", "non è conosciut", "non è attiv", "non è più", "non è registrat",
            "non risulta", "non riconosciut", "mai registrat", "mai attivat", "mai esistit",
            "è stato disattivat", "è stata disattivat", "è stato disabilitat", "è stata disabilitat", "è stato cancellat",
            "è stata cancellat", "è stato eliminat", "è stata eliminat", "è disabilitat", "è disattivat", "è sospes", "è stata chius",
            "è stato chius", "è stata sospes", "è stata dismess", "non viene più utilizzat", "non è mai esistit", "è stato rimoss", "è stata rimoss", "è stato cessat", "è cessat", "è stata cessat", "è inattiv",
        ],
        Adjective =
        [
            "sconosciut", "inesistente", "inesistenti", "disabilitat", "disattivat", "non esistente", "non attiv", "non abilitat",
            "inattiv", "cessat", "sospes",
        ],
        InvalidAdjective = ["non valid", "invalid", "errat"],
        None = ["nessun|", "nessuna|"],
        Lead =
        [
            "nessun tale", "non esiste", "non esiste un", "non esiste una", "non esiste alcun", "non esiste la", "non esiste l'",
            "non c'è alcun", "impossibile trovare",
        ],
        WeakGone = ["casella non disponibile", "casella di posta non disponibile", "utente non disponibile"],
        Policy =
        [
            "da utenti", "bloccat", "lista nera", "liste nere", "vietat", "non autorizzat", "non è autorizzat", "autorizza",
            "non consentit", "non è consentit", "non permess", "non è permess", "non ammess", "rifiutato per", "rifiutato da",
            "respinto da", "respinto per", "politica", "politiche", "policy", "reputazione", "indesiderat", "autentica", "relay",
            "inoltro", "crittograf", "cifrat", "certificato",
            "temporane", "riprova", "più tardi", "sicurezza", "regole", "messaggio troppo", "contenuto", "allegat", "sintassi",
            "vostro ip", "tuo ip", "suo ip", "dominio non", "dominio sconosciuto", "dominio inesistente", "non esiste il dominio",
            "filtr", "posta indesiderata", "manutenzione",
        ],
        AccessDenied = ["accesso negato", "accesso non"],
        Sender =
        [
            "mittente rifiutato", "mittente sconosciuto", "mittente non", "mittente invalid", "mittente vuoto", "mittente nullo",
            "mittente inesistente", "mittente respinto", "indirizzo del mittente", "indirizzo mittente", "dominio del mittente",
            "dominio mittente", "verifica del mittente", "verificare il mittente",
        ],
        Rate = ["troppi", "troppe", "limite di", "limite superato", "numero massimo", "troppo velocemente", "all'ora|", "al minuto"],
        Full =
        [
            "casella piena", "casella è piena", "casella postale piena", "casella di posta piena", "casella di posta è piena",
            "quota superata", "superato la quota", "superato la propria quota", "ha superato il limite di spazio", "spazio esaurito",
            "spazio insufficiente nella casella", "quota esaurita", "quota disco", "oltre quota",
        ],
    };

    internal static PhraseTable Portuguese { get; } = new()
    {
        Box =
        [
            "usuário", "utilizador", "destinatário", "caixa postal", "caixa de correio", "caixa de entrada", "caixa", "conta|",
            "contas|", "endereço", "conta de email", "endereço de email", "correio eletrônico", "email de destino", "assinante",
        ],
        Other =
        [
            "erro|", "motivo", "domínio", "servidor", "endereço ip", "comando", "conexão", "sessão", "domínio do destinatário", "domínio do endereço",
            "nome de domínio", "servidor do destinatário",
        ],
        Suspect =
        [
            "remetente", "endereço do remetente", "endereço remetente", "endereço de remetente", "conta do remetente",
            "domínio do remetente", "seu endereço", "sua conta", "seu servidor", "seu domínio", "seu ip", "o seu ip",
            "endereço de origem", "usuário remetente",
        ],
        Place =
        [
            "neste servidor", "no servidor", "em nosso servidor", "neste domínio", "no domínio", "em nosso domínio", "neste sistema",
            "no sistema", "em nosso sistema", "nesse domínio", "deste domínio", "nos nossos servidores",
        ],
        Clause =
        [
            "não existe", "não existem", "não existente", "não encontrad", "não foi encontrad", "não foi localizad", "não localizad",
            "não pôde ser encontrad", "não é válid", "não é conhecid", "não está ativ", "não está mais", "não está cadastrad",
            "não cadastrad", "não é mais", "não consta", "não está registad", "não está disponível mais", "não reconhecid",
            "foi desativad", "foi desabilitad", "foi cancelad", "foi excluíd", "foi removid", "foi encerrad", "foi suspens",
            "foi apagad", "foi fechad", "nunca existiu", "deixou de existir", "não é utilizad", "foi eliminad", "está desativad", "está desabilitad", "está inativ", "está suspens", "está cancelad",
        ],
        Adjective = ["desconhecid", "inexistente", "desabilitad", "desativad", "inativ", "cancelad", "suspens"],
        InvalidAdjective = ["inválid", "não válid", "incorret"],
        Lead =
        [
            "não existe", "não existe o", "não existe a", "não existe tal", "não foi possível encontrar o",
            "não foi possível localizar o",
        ],
        None = ["nenhum|", "nenhuma|", "não há|"],
        WeakGone = ["caixa postal indisponível", "caixa de correio indisponível", "conta indisponível"],
        Policy =
        [
            "de usuários desconhecidos", "bloquead", "lista negra", "listas negras", "proibid", "não autorizad", "não está autorizad",
            "autoriza", "não permitid", "não é permitid", "não permite", "permissão", "rejeitado por", "rejeitada por", "recusado por",
            "recusada por", "rejeitado devido", "política", "reputação", "indesejad", "autentica", "relay", "retransmi", "criptograf",
            "cifrad", "certificado",
            "temporari", "tente novamente", "tente mais", "mais tarde", "segurança", "regras", "mensagem muito", "mensagem grande",
            "conteúdo", "anexo", "sintaxe", "seu ip", "domínio não", "domínio desconhecido", "domínio inexistente",
            "não existe o domínio", "filtr", "lixo eletrônico", "manutenção",
        ],
        AccessDenied = ["acesso negado", "acesso não"],
        Sender =
        [
            "remetente rejeitado", "remetente recusado", "remetente desconhecido", "remetente inválid", "remetente não",
            "remetente vazio", "remetente nulo", "remetente inexistente", "endereço do remetente", "endereço remetente",
            "domínio do remetente", "verificar o remetente", "verificação do remetente",
        ],
        Rate =
        [
            "muitas conex", "muitas mensagens", "muitos", "muitas tentativas", "excesso de", "limite de envio", "limite de conex",
            "limite excedido", "número máximo", "por hora", "por minuto",
        ],
        Full =
        [
            "caixa postal cheia", "caixa postal está cheia", "caixa cheia", "caixa de correio cheia", "caixa de entrada cheia",
            "caixa de correio está cheia", "caixa de entrada está cheia", "conta cheia", "cota excedida", "quota excedida",
            "excedeu a cota", "excedeu a quota", "excedeu o limite de espaço", "excedeu sua cota", "sem espaço",
            "espaço insuficiente na caixa", "cota de disco", "cota de armazenamento",
        ],
    };
}
