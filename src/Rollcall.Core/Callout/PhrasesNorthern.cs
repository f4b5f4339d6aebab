namespace Rollcall.Core.Callout;

/// <summary>German, Dutch, the Scandinavian languages and Finnish.</summary>
internal static class PhrasesNorthern
{
    internal static PhraseTable German { get; } = new()
    {
        Box =
        [
            "Empfänger", "Empfängeradresse", "Benutzer", "Postfach", "Postfächer", "Mailbox", "Adresse", "Konto", "E-Mail-Adresse",
            "Mailadresse", "E-Mail-Konto", "Teilnehmer", "Nutzer", "Adressat", "Zieladresse", "Account", "Mailkonto", "Benutzerkonto",
            "Anwender", "Kunde", "Ihren Empfänger", "Alias", "Verteiler",
        ],
        Other =
        [
            "Fehler", "Grund|", "Ursache", "Domain", "Domäne", "Server", "IP-Adresse", "Befehl", "Kommando", "Rechner", "Verbindung", "Sitzung", "Namen|",
            "Empfängerdomain", "Empfängerdomäne", "Empfänger-Domain", "Empfängerserver", "Zieldomain", "Zielserver", "Adressformat",
            "Kundenservice",
        ],
        Suspect =
        [
            "Absender", "Absenderadresse", "Absender-Adresse", "Adresse des Absenders", "Postfach des Absenders", "Konto des Absenders",
            "Absenderdomain", "Domain des Absenders", "Ihre Adresse", "Ihre IP", "Ihr Server", "Ihr Konto", "Ihr Postfach",
            "Ihre Domain", "Ihre E-Mail-Adresse", "Rücksendeadresse", "Hostname", "Versender",
        ],
        Place =
        [
            "auf diesem Server", "auf unserem Server", "auf unseren Servern", "in dieser Domain", "in dieser Domäne",
            "in unserer Domain", "auf diesem System", "in unserem System", "im Verzeichnis", "unter dieser Domain", "an diesem Server",
            "bei uns", "auf dem Server", "in der Domain",
        ],
        Clause =
        [
            "existiert nicht", "existert nicht", "existieren nicht", "nicht existiert", "nicht angelegt", "existiert hier nicht", "existiert leider nicht",
            "existiert nicht mehr", "gibt es nicht", "gibt es hier nicht", "gibt es bei uns nicht", "nicht gefunden",
            "wurde nicht gefunden", "konnte nicht gefunden", "nicht auffindbar", "ist nicht bekannt", "nicht bekannt", "ist hier nicht",
            "nicht vorhanden", "ist nicht gültig",
            "nicht registriert", "nicht mehr gültig", "nicht mehr aktiv", "nicht mehr vorhanden", "nicht mehr verfügbar",
            "nicht mehr in Gebrauch", "nicht mehr erreichbar", "ist nicht aktiv", "nicht eingerichtet", "wurde deaktiviert",
            "ist deaktiviert", "wurde gelöscht", "wurde geschlossen", "wurde gekündigt", "ist gelöscht", "ist stillgelegt",
            "wurde nie eingerichtet", "nie existiert", "konnte nicht ermittelt", "nicht ermittelbar", "nicht zugeordnet", "nicht mehr genutzt", "nicht mehr verwendet",
            "aufgelöst|", "gekündigt|", "geschlossen|", "gelöscht|", "abgeschaltet|", "wurde stillgelegt", "wurde aufgelöst", "ist unbekannt",
        ],
        Adjective =
        [
            "unbekannt", "nicht existent", "nicht existierend", "nicht vorhanden", "inexistent", "deaktiviert", "nicht bekannt",
            "gelöscht", "inaktiv", "stillgelegt",
        ],
        InvalidAdjective = ["ungültig", "nicht gültig", "falsch", "fehlerhaft"],
        Lead =
        [
            "kein solcher|", "keine solche|", "kein solches|", "kein gültiger|", "es gibt keinen|", "es gibt kein|", "es gibt keine|",
            "es existiert kein|", "es existiert keine|", "kennen keinen|",
        ],
        None = ["kein|", "keine|", "keinen|"],
        WeakGone = ["Postfach nicht verfügbar", "Mailbox nicht verfügbar", "Postfach nicht erreichbar"],
        Policy =
        [
            "ihr server|", "ihre adresse|",
            "von unbekannten", "gesperrt", "blockiert", "geblockt", "Sperrliste", "Blockliste", "schwarze Liste", "schwarzen Liste",
            "verboten", "nicht berechtigt", "Berechtigung", "nicht erlaubt", "nicht zulässig", "unzulässig", "nicht gestattet",
            "nicht autorisiert", "autoris", "Richtlinie", "Reputation", "unerwünscht", "Authenti", "Anmeldung", "anmelden",
            "Weiterleitung", "Relay", "Weiterleiten", "verschlüssel", "Zertifikat",
            "vorübergehend", "zeitweise", "später", "erneut", "Sicherheit", "Regel", "Nachricht zu", "zu groß", "Inhalt", "Anhang",
            "Anhänge", "Syntax", "Ihre IP", "Domain nicht", "unbekannte Domain", "Domain unbekannt", "Domain existiert nicht",
            "Domäne nicht", "Domäne unbekannt", "nicht zuständig", "filter", "Werbung", "Virus", "Viren", "Wartung", "abgelehnt wegen",
            "abgelehnt aufgrund", "abgelehnt durch", "abgelehnt da|", "abgelehnt weil",
            "zurückgewiesen wegen", "nimmt keine Mail", "nimmt keine E-Mail", "nur intern", "externe", "nur für Mitglieder",
            "Reverse DNS", "rückwärts", "nicht vertrau", "Verstoß", "verstößt", "überlastet",
        ],
        AccessDenied = ["Zugriff verweigert", "Zugang verweigert", "Zugriff nicht"],
        Sender =
        [
            "Absender abgelehnt", "Absender unbekannt", "Absender ungültig", "ungültiger Absender", "unbekannter Absender",
            "Absender nicht", "Absender existiert", "leerer Absender", "leeren Absender", "leere Absender", "Absenderadresse",
            "Absender-Adresse", "Absender-Domain", "Absenderdomain", "Adresse des Absenders", "Domain des Absenders", "Absender konnte",
            "Absenderprüfung", "Bounces werden nicht", "keine Bounces", "ohne Absender",
        ],
        Rate =
        [
            "zu viele", "zu schnell", "zu häufig", "Limit erreicht", "Limit überschritten", "Höchstzahl", "pro Stunde", "pro Minute",
            "Anzahl der Verbindungen", "gedrosselt", "maximale Anzahl",
        ],
        Full =
        [
            "Postfach voll", "Postfach ist voll", "Postfach des Empfängers ist voll", "Mailbox voll", "Mailbox ist voll",
            "Quota überschritten", "Quota erreicht", "Speicherplatz erschöpft", "Speicherplatz überschritten", "Speicherplatz des",
            "Speicherlimit", "Speicherkontingent", "Kontingent überschritten", "Postfach überfüllt", "Postfach hat",
            "kein Speicherplatz", "Kein Platz",
        ],
    };

    internal static PhraseTable Dutch { get; } = new()
    {
        Box =
        [
            "gebruiker", "ontvanger", "geadresseerde", "postvak", "postbus", "mailbox", "adres", "account", "e-mailadres", "mailadres",
            "emailadres", "emailaccount", "mailaccount", "brievenbus", "uw ontvanger",
        ],
        Other =
        [
            "fout|", "reden|", "domein", "server", "ip-adres", "opdracht", "commando", "verbinding", "sessie", "domeinnaam", "domein van de ontvanger",
            "domein van ontvanger", "server van de ontvanger", "ontvangend domein",
        ],
        Suspect =
        [
            "afzender", "verzender", "adres van de afzender", "afzenderadres", "adres van afzender", "domein van de afzender",
            "domein van afzender", "uw adres", "uw account", "uw server", "uw domein", "uw ip", "je ip", "uw e-mailadres",
            "uw mailserver",
        ],
        Place =
        [
            "op deze server", "op onze server", "op dit domein", "in dit domein", "binnen dit domein", "op dit systeem",
            "in ons systeem", "bij ons|", "op onze servers", "in de directory",
        ],
        Clause =
        [
            "bestaat niet", "bestaan niet", "niet bestaat", "bestaat hier niet", "bestaat niet meer", "niet gevonden",
            "kon niet worden gevonden", "kan niet worden gevonden", "is niet bekend", "niet bekend", "niet geldig", "is niet actief",
            "niet meer actief", "niet langer", "niet meer in gebruik", "niet meer geldig", "niet geregistreerd", "is uitgeschakeld",
            "is gedeactiveerd", "heeft nooit bestaan", "wordt niet meer gebruikt", "werd verwijderd", "werd opgeheven", "is gewist", "is opgeheven", "is verwijderd", "is gesloten", "is opgezegd", "niet aanwezig",
        ],
        Adjective =
        [
            "onbekend", "onbekende", "niet bestaand", "niet-bestaand", "nietbestaand", "uitgeschakeld", "gedeactiveerd", "opgeheven",
            "niet actief", "inactief",
        ],
        InvalidAdjective = ["ongeldig", "ongeldige", "onjuist"],
        Lead = ["geen dergelijke|", "geen dergelijk|", "geen geldige|", "geen zulke|", "er is geen|", "er bestaat geen|"],
        None = ["geen|"],
        WeakGone = ["postvak niet beschikbaar", "mailbox niet beschikbaar"],
        Policy =
        [
            "van onbekende", "geblokkeerd", "zwarte lijst", "verboden", "niet toegestaan", "toestemming", "niet gemachtigd",
            "gemachtigd", "geautoriseerd", "beleid", "reputatie", "ongewenst", "authenticatie", "aanmelden", "inloggen", "doorsturen",
            "relay", "relaying", "versleutel", "certificaat", "tijdelijk", "probeer", "later", "veiligheid", "beveiliging", "regels",
            "bericht te", "te groot", "inhoud", "bijlage", "syntaxis",
            "uw ip", "je ip", "domein niet", "domein onbekend", "onbekend domein", "domein bestaat niet", "filter", "onderhoud",
            "geweigerd wegens", "geweigerd door", "geweigerd omdat", "geweigerd vanwege", "afgewezen door", "afgewezen wegens",
            "overbelast",
        ],
        AccessDenied = ["toegang geweigerd", "toegang ontzegd"],
        Sender =
        [
            "afzender geweigerd", "afzender onbekend", "onbekende afzender", "ongeldige afzender", "afzender ongeldig", "lege afzender",
            "afzender niet", "afzender bestaat", "afzenderadres", "adres van de afzender", "domein van de afzender", "afzender kan",
        ],
        Rate =
        [
            "te veel", "te snel", "limiet bereikt", "limiet overschreden", "maximum aantal", "maximaal aantal", "per uur", "per minuut",
        ],
        Full =
        [
            "postvak vol", "postvak is vol", "mailbox vol", "mailbox is vol", "postbus is vol", "postbus vol", "quota overschreden",
            "quotum overschreden", "over quota", "opslaglimiet", "onvoldoende ruimte in", "schijfquotum", "geen ruimte meer",
        ],
    };

    internal static PhraseTable Scandinavian { get; } = new()
    {
        Box =
        [
            "användare", "mottagare", "brevlåda", "postlåda", "adressen", "adress|", "konto|", "kontot", "bruker", "brukeren",
            "mottaker", "postboks", "adresse|", "adressen", "bruger", "brugeren", "modtager", "modtageren", "postkasse", "mailadresse",
            "e-postadress", "e-postadresse",
        ],
        Other = ["fel|", "feil|", "fejl|", "domän", "domene", "domæne", "server", "mottagarens domän", "ip-adress"],
        Suspect = ["avsändarens adress", "avsenderens adresse", "afsenderens adresse", "avsändare", "avsändarens adress", "avsender", "afsender", "afsenderadresse", "avsändaradress"],
        Clause =
        [
            "finns inte", "existerar inte", "hittades inte", "kunde inte hittas", "finnes ikke", "eksisterer ikke", "finns ej",
            "ble ikke funnet", "findes ikke", "blev ikke fundet", "ikke fundet", "ikke funnet", "är inaktiverat", "är avstängd",
            "er deaktivert", "er deaktiveret", "er nedlagt", "är inte giltig",
        ],
        Adjective = ["okänd", "ukjent", "ukendt"],
        InvalidAdjective = ["ogiltig", "ugyldig"],
        Lead = ["ingen sådan", "ingen slik"],
        None = ["ingen|"],
        Policy =
        [
            "blockerad", "blokkert", "blokeret", "blockerat", "svartlist", "inte tillåt", "ikke tillatt", "ikke tilladt", "inte behörig",
            "autentiser", "policy", "tillfällig", "midlertidig", "senare", "senere", "nekad", "avvisad på grund", "avvist på grunn",
            "skräppost", "søppelpost",
        ],
        AccessDenied = ["åtkomst nekad", "adgang nægtet", "ingen tilgang"],
        Sender = ["okänd avsändare", "ogiltig avsändare", "ukjent avsender", "ukendt afsender", "ugyldig avsender", "ugyldig afsender"],
        Rate = ["för många", "for mange", "for hurtigt", "för snabbt"],
        Full = ["brevlådan är full", "postlådan är full", "postkassen er full", "postkassen er fuld", "kvoten"],
    };

    internal static PhraseTable Finnish { get; } = new()
    {
        Box =
        [
            "käyttäjä", "käyttäjää", "vastaanottaja", "vastaanottajaa", "postilaatikko", "postilaatikkoa", "osoite", "osoitetta",
            "sähköpostiosoite", "tili", "tiliä",
        ],
        Other = ["toimialue", "palvelin", "ip-osoite", "verkkotunnus"],
        Suspect = ["lähettäjä", "lähettäjän osoite"],
        Clause = ["ei ole olemassa", "ei löydy", "ei löytynyt", "ei ole voimassa", "ei ole käytössä", "on poistettu"],
        Adjective = ["tuntematon"],
        InvalidAdjective = ["virheellinen"],
        Policy = ["estetty", "mustalla listalla", "ei sallittu", "ei sallita", "roskaposti", "tilapäi", "myöhemmin", "todenn"],
        AccessDenied = ["pääsy estetty"],
        Sender = ["tuntematon lähettäjä", "lähettäjän osoite"],
        Rate = ["liian monta", "liian nopeasti"],
        Full = ["postilaatikko on täynnä", "postilaatikko täynnä"],
    };
}
