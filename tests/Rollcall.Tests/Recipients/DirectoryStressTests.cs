using CsCheck;
using Rollcall.Core.Callout;
using Rollcall.Core.Recipients;
using Rollcall.Tests.Storage;

namespace Rollcall.Tests.Recipients;

/// <summary>
/// Many at once at a directory whose memory holds next to nothing, so that each entry goes to the store and back all the time: each address
/// is always what was said of it last.
/// </summary>
public sealed class DirectoryStressTests
{
    private static readonly Gen<Case> _case = Gen.Select(Gen.Int[3, 8], Gen.Enum<Deed>().Array[1, 25].Array[2, 12], (memory, deeds) => new Case(memory, deeds));

    [Fact]
    public async Task WhatWasSaidLast_IsWhatIsFound() => await _case.SampleAsync(CheckAsync, iter: 40, threads: 2);

    private static async Task CheckAsync(Case played)
    {
        await using var store = new StoreFile();
        var directory = new RecipientDirectory(store.Store, played.Memory, store.Time);

        var models = await Task.WhenAll(played.Deeds.Select((deeds, number) => Task.Run(() => LiveAsync(directory, deeds, $"user{number}"))));

        var restarted = new RecipientDirectory(store.Store, played.Memory, store.Time);
        foreach (var model in models)
            Seen(await restarted.FindAsync(model.Key)).ShouldBe((model.Verdict, model.Pin), $"{model.Key} in the store");
    }

    // One address has its deeds one after the other; the others have theirs meanwhile.
    private static async Task<Model> LiveAsync(RecipientDirectory directory, Deed[] deeds, string local)
    {
        var model = new Model(StoreUnderTest.Key(local));
        foreach (var deed in deeds)
        {
            await DoAsync(directory, model, deed);
            Seen(await directory.FindAsync(model.Key)).ShouldBe((model.Verdict, model.Pin), $"{local} after {deed}, of {string.Join(' ', deeds)}");
        }
        return model;
    }

    private static async Task DoAsync(RecipientDirectory directory, Model model, Deed deed)
    {
        switch (deed)
        {
            case Deed.Valid or Deed.Invalid:
                model.HasHistory = true;
                model.Verdict = deed == Deed.Valid ? Verdict.Valid : Verdict.Invalid;
                var before = await directory.FindAsync(model.Key);
                await Task.Yield(); // the question; others push the entry out of memory meanwhile
                directory.Learn(model.Key, before, model.Verdict, Evidence.Of(CalloutStage.Rcpt, "said", null), null);
                break;
            case Deed.PinValid or Deed.PinInvalid:
                model.HasHistory = true;
                model.Pin = deed == Deed.PinValid ? Verdict.Valid : Verdict.Invalid;
                (await directory.PinAsync(model.Key, model.Pin, "test")).ShouldBe(StoreWrite.Done);
                break;
            case Deed.Unpin:
                var expected = model.IsKnown ? StoreWrite.Done : StoreWrite.NoEntry;
                model.Pin = null;
                (await directory.PinAsync(model.Key, null, "test")).ShouldBe(expected);
                break;
            case Deed.Forget:
                (await directory.ForgetAsync(model.Key)).ShouldBe(model.HasHistory ? StoreWrite.Done : StoreWrite.NoEntry);
                (model.Verdict, model.Pin, model.HasHistory) = (Verdict.Unverifiable, null, false);
                break;
            default:
                directory.CountMail(model.Key);
                break;
        }
    }

    private static (Verdict, Verdict?) Seen(StoreRead read)
    {
        read.Available.ShouldBeTrue();
        return (read.Entry?.Verdict ?? Verdict.Unverifiable, read.Entry?.Pin);
    }

    private enum Deed
    {
        Valid,
        Invalid,
        PinValid,
        PinInvalid,
        Unpin,
        Forget,
        Mail,
    }

    private sealed class Model(RecipientKey key)
    {
        public RecipientKey Key => key;

        public Verdict Verdict { get; set; }

        public Verdict? Pin { get; set; }

        /// <summary>What was pinned and unpinned has no entry, but its events are forgotten too.</summary>
        public bool HasHistory { get; set; }

        public bool IsKnown => Verdict != Verdict.Unverifiable || Pin is not null;
    }

    private sealed record Case(int Memory, Deed[][] Deeds);
}
