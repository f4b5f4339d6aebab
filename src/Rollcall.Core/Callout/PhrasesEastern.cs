namespace Rollcall.Core.Callout;

/// <summary>Polish, Russian and other languages of eastern Europe.</summary>
internal static class PhrasesEastern
{
    internal static PhraseTable Polish { get; } = new()
    {
        Box =
        [
            "użytkownik", "użytkownika", "adresat", "odbiorca", "odbiorcy", "skrzynka", "skrzynki", "konto|", "konta|", "adres",
            "adresu", "adres e-mail", "adres email", "skrzynka pocztowa", "skrzynki pocztowej", "konto pocztowe", "adres odbiorcy",
            "adres poczty", "abonent",
        ],
        Other =
        [
            "błąd", "przyczyna", "domena", "domeny", "serwer", "serwera", "adres ip", "polecenie", "komenda", "połączenie", "sesja", "domena odbiorcy",
            "domena adresata", "adres serwera", "serwer odbiorcy",
        ],
        Suspect =
        [
            "nadawca", "nadawcy", "adres nadawcy", "adresu nadawcy", "konto nadawcy", "skrzynka nadawcy", "domena nadawcy",
            "domeny nadawcy", "twój adres", "twoje konto", "twój serwer", "twoje ip", "twój ip", "państwa adres", "adres zwrotny",
        ],
        Place =
        [
            "na tym serwerze", "na naszym serwerze", "w tej domenie", "w domenie", "na serwerze", "w naszym systemie", "w systemie",
            "w naszej domenie",
        ],
        Clause =
        [
            "nie istnieje", "nie istnieją", "już nie istnieje", "nie został znaleziony", "nie została znaleziona",
            "nie zostało znalezione", "nie znaleziono", "nie znaleziony", "nieodnaleziony", "nie jest znany", "nie jest aktywn",
            "nie jest zarejestrowan", "jest nieaktywn", "zostało usunięte", "została usunięta", "został usunięty", "jest wyłączon",
            "został skasowan", "została skasowan", "zostało skasowan", "został zamknięt", "została zamknięt", "został zlikwidowan", "nigdy nie istniał",
            "nie jest już używan", "zostało wyłączone", "została wyłączona", "zostało zamknięte", "zostało zlikwidowane", "została zlikwidowana",
            "jest nieznan", "zostało dezaktywowane", "nie odnaleziono",
        ],
        Adjective = ["nieznan", "nieistniejąc", "nie znan", "nieaktywn", "wyłączon", "usunięt"],
        InvalidAdjective = ["nieprawidłow", "niepoprawn", "błędn", "niewłaściw"],
        Lead =
        [
            "brak takiego", "brak takiej", "nie ma takiego", "nie ma takiej", "nie znaleziono", "nie odnaleziono", "nie istnieje",
            "nie znamy takiego",
        ],
        None = ["brak|", "nie ma|"],
        Gone =
        [
            "nie ma takiego użytkownika", "nie ma takiej skrzynki", "nie ma takiego konta", "nie ma takiego adresu", "brak skrzynki",
            "brak użytkownika",
        ],
        WeakGone = ["skrzynka niedostępna", "konto niedostępne", "skrzynka jest niedostępna", "odbiorca niedostępny"],
        Policy =
        [
            "zablokowan", "blokad", "blokow", "czarnej liście", "czarna lista", "czarnej listy", "zabronion", "niedozwolon",
            "nie zezwala", "nie jest dozwolon", "brak uprawnień", "uprawnie", "autoryz", "uwierzytel", "polityk", "reputacj",
            "niechcian", "relay", "przekazywan", "szyfrow", "certyfikat", "tymczasow", "chwilowo", "spróbuj", "później", "bezpieczeńst",
            "regulamin", "reguły|", "reguła|", "od nieznan", "wiadomość zbyt", "zbyt duż", "treść", "treści", "załącznik", "składni",
            "twój adres ip", "twoje ip", "domena nie", "nieznana domena", "brak domeny", "nie ma takiej domeny", "filtr",
            "odrzucon przez", "odrzucono przez", "odrzucono z powodu", "odrzucona z powodu", "odrzucona przez", "przeciążon", "spam",
            "konserwac",
        ],
        AccessDenied = ["odmowa dostępu", "brak dostępu", "dostęp zabroniony"],
        Sender =
        [
            "nadawca odrzucony", "nieznany nadawca", "nadawca nieznany", "nieprawidłowy nadawca", "pusty nadawca", "pustego nadawcy",
            "nadawca nie", "nieistniejący nadawca", "adres nadawcy", "adresu nadawcy", "domena nadawcy", "domeny nadawcy",
            "weryfikacja nadawcy", "weryfikacji nadawcy", "brak nadawcy",
        ],
        Rate =
        [
            "zbyt wiele", "zbyt wielu", "za dużo", "zbyt szybko", "zbyt często", "przekroczono limit", "przekroczony limit",
            "limit połączeń", "limit wiadomości", "maksymalna liczba", "na godzinę", "na minutę",
        ],
        Full =
        [
            "skrzynka pełna", "skrzynka jest pełna", "skrzynka odbiorcy jest pełna", "przepełnion", "przekroczona pojemność",
            "przekroczono pojemność", "brak miejsca w skrzynce", "brak miejsca na skrzynce", "brak wolnego miejsca",
            "przekroczony quota", "przekroczona quota", "przekroczono quot", "limit pojemności",
        ],
    };

    internal static PhraseTable Russian { get; } = new()
    {
        Box =
        [
            "пользователь", "пользователя", "получатель", "получателя", "адресат", "адресата", "почтовый ящик", "почтового ящика",
            "ящик", "ящика", "учётная запись", "учётной записи", "аккаунт", "адрес", "адреса", "абонент", "адрес получателя",
            "polzovatel", "yaschik", "yashchik",
        ],
        Other =
        [
            "ошибк", "причин", "домен", "домена", "сервер", "сервера", "ip-адрес", "ip адрес", "адрес ip", "команда", "узел", "хост", "соединени", "сессия",
            "домен получателя", "домена получателя", "сервер получателя", "адрес сервера",
        ],
        Suspect =
        [
            "отправитель", "отправителя", "адрес отправителя", "адреса отправителя", "ящик отправителя", "домен отправителя",
            "домена отправителя", "ваш адрес", "ваш ip", "ваш сервер", "ваш домен", "ваш аккаунт", "вашего сервера", "вашего адреса",
            "обратный адрес",
        ],
        Place =
        [
            "на этом сервере", "на данном сервере", "на нашем сервере", "на сервере", "в этом домене", "в данном домене", "в домене",
            "в нашей системе", "в системе",
        ],
        Clause =
        [
            "не существует", "не существуют", "больше не существует", "не найден", "не обнаружен", "не известен", "не зарегистрирован",
            "не активен", "не активирован", "неактивен", "отключен", "отключён", "удален", "удалён", "деактивирован", "закрыт",
            "никогда не существова", "больше не используется", "ликвидирован", "упразднен", "отсутствует", "приостановлен", "не используется", "ne suschestvuet", "ne sushchestvuet", "ne najden", "ne nayden",
        ],
        Adjective = ["неизвест", "несуществующ", "неактивн", "отключен", "отключённ"],
        InvalidAdjective = ["неверн", "недействительн", "некорректн", "неправильн"],
        Lead = ["нет такого", "не найден", "не найдена", "не существует", "не знаю такого", "нет активного"],
        None = ["нет|"],
        Gone =
        [
            "такого пользователя нет", "такого адреса нет", "такого ящика нет", "такой пользователь не", "такой ящик не",
            "такой адрес не", "нет такого пользователя", "нет такого адреса", "нет такого ящика", "нет такого получателя",
            "адресат неизвестен", "адресат выбыл", "такого адреса у нас нет", "такого пользователя у нас нет", "такого ящика у нас нет", "net takogo polzovatelya",
        ],
        WeakGone = ["почтовый ящик недоступен", "ящик недоступен", "получатель недоступен"],
        Policy =
        [
            "от неизвестн", "заблокирован", "блокир", "чёрный список", "чёрном списке", "чёрные списки", "чёрного списка",
            "чёрных списках", "запрещ", "запрет", "не разреш", "нет разрешения", "разрешен", "не авторизован", "авториз", "аутентифик",
            "политик", "репутац", "нежелательн", "спам", "ретрансляц", "релей", "пересылк", "шифрован", "сертификат", "временн",
            "повторите", "попробуйте", "позже", "безопасност", "правил", "сообщение слишком", "слишком больш", "содерж", "вложен",
            "синтакси", "ваш ip", "вашего ip", "домен не", "неизвестный домен", "такого домена", "нет такого домена", "фильтр",
            "перегруж", "серый список", "серые списки", "сером списке", "вирус", "отклонено по", "отклонено из", "отклонено системой",
            "обслуживани", "обратная зона",
        ],
        AccessDenied = ["доступ запрещен", "доступ запрещён", "в доступе отказано", "нет доступа"],
        Sender =
        [
            "отправитель отклонён", "отправитель отклонен", "неизвестный отправитель", "отправитель неизвестен", "неверный отправитель",
            "пустой отправитель", "пустого отправителя", "отправитель не", "адрес отправителя", "адреса отправителя",
            "домен отправителя", "домена отправителя", "проверка отправителя", "проверить отправителя",
        ],
        Rate =
        [
            "слишком много", "слишком часто", "слишком быстро", "превышен лимит", "превышено число", "превышено количество",
            "лимит сообщений", "лимит соединений", "в час", "в минуту", "ограничение скорости",
        ],
        Full =
        [
            "ящик переполнен", "ящик полон", "ящик заполнен", "переполнен", "превышена квота", "квота превышена", "превышение квоты",
            "квота исчерпана", "недостаточно места в ящике", "недостаточно места в почтовом", "нет места в",
        ],
    };

    internal static PhraseTable Ukrainian { get; } = new()
    {
        Box = ["користувач", "користувача", "одержувач", "одержувача", "поштова скринька", "скринька", "адреса", "обліковий запис"],
        Other = ["домен", "сервер"],
        Suspect = ["відправник", "відправника", "адреса відправника"],
        Clause = ["не існує", "не знайдено", "не знайдений", "відключено", "видалено"],
        Adjective = ["невідом", "неіснуюч"],
        InvalidAdjective = ["невірн", "недійсн"],
        Lead = ["немає такого", "немає такої"],
        Policy = ["заблокован", "чорний список", "чорному списку", "заборонен", "не дозволен", "тимчасов", "пізніше", "політик"],
        AccessDenied = ["доступ заборонено"],
        Sender = ["адреса відправника", "невідомий відправник"],
        Rate = ["забагато", "занадто багато"],
        Full = ["скринька переповнена"],
    };

    internal static PhraseTable Czech { get; } = new()
    {
        Box = ["uživatel", "příjemce", "adresát", "schránka", "účet", "adresa", "poštová schránka", "príjemca", "používateľ", "užívateľ"],
        Other = ["doména", "server", "ip adresa"],
        Suspect = ["odesílatel", "odosielateľ", "adresa odesílatele", "adresa odosielateľa"],
        Clause =
        [
            "neexistuje", "nebyl nalezen", "nebyla nalezena", "nenalezen", "nenalezena", "nie je známy", "není znám", "nebol nájdený",
            "bola zrušená", "byla zrušena", "byl zrušen", "není založen", "nie je založen", "není zřízen", "nebyla založena",
        ],
        Adjective = ["neznám", "neexistujíc"],
        InvalidAdjective = ["neplatn"],
        Lead = ["žádný takový", "takový", "taký", "neexistuje", "nemáme"],
        Policy =
        [
            "blokován", "blokovan", "zablokov", "černé listin", "blacklistu", "zakázán", "zakázan", "není povolen", "nie je povolen",
            "nepovolen", "dočasn", "později", "neskôr", "autentiz", "pravid", "politik",
        ],
        AccessDenied = ["přístup odepřen", "prístup odmietnutý"],
        Sender = ["adresa odesílatele", "neznámý odesílatel", "adresa odosielateľa"],
        Rate = ["příliš mnoho", "příliš rychle", "priveľa"],
        Full = ["schránka je plná", "schránka plná", "překročena kvóta", "prekročená kvóta"],
    };

    internal static PhraseTable Hungarian { get; } = new()
    {
        Box = ["felhasználó", "címzett", "postafiók", "fiók", "e-mail cím", "cím|"],
        Other = ["tartomány", "kiszolgáló", "szerver", "ip cím"],
        Suspect = ["feladó", "küldő", "feladó címe"],
        Clause = ["nem létezik", "nem található", "nem ismert", "megszűnt", "nem talalhato"],
        Adjective = ["ismeretlen", "nem létező"],
        InvalidAdjective = ["érvénytelen", "hibás"],
        Lead = ["nincs ilyen"],
        Policy =
        [
            "letiltva", "letiltott", "feketelist", "tiltólist", "nem engedélyez", "tilos", "ideiglenes", "később", "hitelesít",
            "szabályzat",
        ],
        AccessDenied = ["hozzáférés megtagadva"],
        Sender = ["feladó címe", "ismeretlen feladó"],
        Rate = ["túl sok", "túl gyors"],
        Full = ["postafiók megtelt", "postafiók tele", "kvóta túllép"],
    };

    internal static PhraseTable Romanian { get; } = new()
    {
        Box = ["utilizator", "utilizatorul", "destinatar", "destinatarul", "căsuța", "cutia poștală", "contul", "adresa"],
        Other = ["domeniu", "domeniul", "serverul"],
        Suspect = ["expeditor", "expeditorul", "adresa expeditorului"],
        Clause = ["nu există", "nu a fost găsit", "nu exista", "nu este valid", "a fost dezactivat"],
        Adjective = ["necunoscut", "inexistent"],
        Policy = ["blocat", "lista neagră", "interzis", "nu este permis", "neautorizat", "temporar", "mai târziu", "autentific", "politic"],
        AccessDenied = ["acces interzis"],
        Sender = ["adresa expeditorului", "expeditor necunoscut"],
        Rate = ["prea multe", "prea mulți"],
        Full = ["căsuța este plină", "cutia poștală este plină"],
    };

    internal static PhraseTable Turkish { get; } = new()
    {
        Box = ["kullanıcı", "alıcı", "posta kutusu", "hesap", "adres", "e-posta adresi", "adresi", "hesabı"],
        Other = ["alan adı", "sunucu", "ip adresi", "etki alanı"],
        Suspect = ["gönderen", "gönderici", "gönderen adresi"],
        Clause = ["bulunamadı", "mevcut değil", "yok|", "geçerli değil", "tanınmıyor", "kapatılmış", "devre dışı"],
        Adjective = ["bilinmeyen", "bilinmiyor"],
        InvalidAdjective = ["geçersiz"],
        Lead = ["böyle bir"],
        Policy =
        [
            "engellen", "engelli", "kara liste", "yasak", "izin verilm", "izin yok", "izniniz", "yetki", "kimlik doğrula", "geçici",
            "daha sonra", "politika",
        ],
        AccessDenied = ["erişim engellendi", "erişim reddedildi"],
        Sender = ["gönderen adresi", "geçersiz gönderen", "bilinmeyen gönderen"],
        Rate = ["çok fazla", "çok hızlı"],
        Full = ["posta kutusu dolu", "kota aşıldı", "kotası dolu"],
    };

    internal static PhraseTable Greek { get; } = new()
    {
        Box = ["χρήστης", "παραλήπτης", "γραμματοκιβώτιο", "λογαριασμός", "διεύθυνση"],
        Other = ["τομέας", "διακομιστής"],
        Suspect = ["αποστολέας", "αποστολέα", "διεύθυνση αποστολέα", "διεύθυνση ip"],
        Clause = ["δεν υπάρχει", "δεν βρέθηκε"],
        Adjective = ["άγνωστος", "άγνωστη", "ανύπαρκτ"],
        Lead = ["δεν υπάρχει", "δεν υπάρχει τέτοιος"],
        Policy = ["αποκλει", "μαύρη λίστα", "δεν επιτρέπ", "απαγορευ", "προσωριν", "αργότερα", "πολιτική"],
        AccessDenied = ["δεν επιτρέπεται η πρόσβαση"],
        Sender = ["διεύθυνση αποστολέα", "άγνωστος αποστολέας"],
        Rate = ["πάρα πολλ"],
        Full = ["γραμματοκιβώτιο είναι πλήρες"],
    };
}
