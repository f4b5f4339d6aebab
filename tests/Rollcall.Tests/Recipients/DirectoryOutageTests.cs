using Rollcall.Core.Callout;
using Rollcall.Core.Recipients;
using Rollcall.Tests.Storage;
using static Rollcall.Tests.Storage.StoreUnderTest;

namespace Rollcall.Tests.Recipients;

/// <summary>What is learnt while the store is away stands above what lies in it, not in its place.</summary>
public sealed class DirectoryOutageTests
{
    [Fact]
    public async Task PinInAStoreThatWasAway_HoldsAgainWhenItIsBack()
    {
        await using var file = new StoreFile();
        await new RecipientDirectory(file.Store, 100, file.Time).PinAsync(Key("bob"), Verdict.Invalid, "eve");
        var directory = new RecipientDirectory(file.Store, 100, file.Time);
        File.Move(file.Path, file.Path + ".away");
        await file.Store.ForgetAsync(Key("nobody")); // the writer sees it

        var before = await directory.FindAsync(Key("bob"));
        directory.Learn(Key("bob"), before, Verdict.Valid, Evidence.Of(CalloutStage.Rcpt, "Ok", null), null);
        var away = directory.Recall(Key("bob"));
        File.Move(file.Path + ".away", file.Path);
        file.Time.Advance(TimeSpan.FromSeconds(1));
        while (directory.Trouble is not null)
            await Task.Yield();
        var unread = directory.Recall(Key("bob"));
        var found = await directory.FindAsync(Key("bob"));

        before.ShouldBe(new StoreRead(false, null));
        away.ShouldNotBeNull().Verdict.ShouldBe(Verdict.Valid);
        unread.ShouldBeNull("a pin may lie in the store");
        (found.Entry?.Verdict, found.Entry?.Pin).ShouldBe((Verdict.Valid, Verdict.Invalid));
        directory.Recall(Key("bob")).ShouldBe(found.Entry);
    }
}
