namespace Rollcall.Core.Callout;

/// <summary>All languages; a reply may be in any, and in two at once.</summary>
internal static class PhraseTables
{
    internal static IReadOnlyList<PhraseTable> All { get; } =
    [
        PhrasesEnglish.Mailbox, PhrasesEnglish.NotMailbox, PhrasesEnglishPolicy.Refusals, PhrasesEnglishPolicy.Sender,
        PhrasesWestern.French, PhrasesWestern.Spanish, PhrasesWestern.Italian, PhrasesWestern.Portuguese,
        PhrasesNorthern.German, PhrasesNorthern.Dutch, PhrasesNorthern.Scandinavian, PhrasesNorthern.Finnish,
        PhrasesEastern.Polish, PhrasesEastern.Russian, PhrasesEastern.Ukrainian, PhrasesEastern.Czech, PhrasesEastern.Hungarian,
        PhrasesEastern.Romanian, PhrasesEastern.Turkish, PhrasesEastern.Greek,
        PhrasesAsian.Japanese, PhrasesAsian.Chinese, PhrasesAsian.Korean,
    ];
}
