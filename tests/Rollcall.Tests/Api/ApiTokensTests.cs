using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Rollcall.Api;
using Rollcall.Storage;

namespace Rollcall.Tests.Api;

public sealed class ApiTokensTests
{
    private readonly FakeTokenStore _store = new();
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task Created_OpensUnderItsNameAndTheStoreHasTheHashAlone()
    {
        var tokens = Node();

        var (change, token, text) = await tokens.CreateAsync("grafana");

        change.ShouldBe(TokenChange.Done);
        text.ShouldNotBeNull().ShouldMatch("^rollcall_[A-Za-z0-9_-]{43}$");
        tokens.NameOf(text).ShouldBe("grafana");
        _store.Rows.ShouldHaveSingleItem().Value.ShouldBe(token);
        token!.Hash.ShouldBe(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))));
    }

    [Theory]
    [InlineData("")]
    [InlineData("rollcall_")]
    [InlineData("grafana")]
    public async Task AnythingElse_OpensNothing(string text)
    {
        var tokens = Node();
        var (_, token, made) = await tokens.CreateAsync("grafana");

        tokens.NameOf(text).ShouldBeNull();
        tokens.NameOf(token!.Hash).ShouldBeNull(); // what is in the store opens nothing
        tokens.NameOf(made! + "x").ShouldBeNull();
        tokens.NameOf(made![..^1]).ShouldBeNull();
        tokens.NameOf(new string('x', 100_000)).ShouldBeNull();
    }

    [Fact]
    public async Task TwoTokens_EachHasItsName()
    {
        var tokens = Node();
        var (_, _, one) = await tokens.CreateAsync("one");
        var (_, _, two) = await tokens.CreateAsync("two");

        one.ShouldNotBe(two);
        (tokens.NameOf(one!), tokens.NameOf(two!)).ShouldBe(("one", "two"));
    }

    [Fact]
    public async Task TokenOfAnotherNode_OpensAfterTheRefresh_AndNoMoreAfterTheNext()
    {
        var (here, there) = (Node(), Node());
        var (_, _, text) = await there.CreateAsync("grafana");
        here.NameOf(text!).ShouldBeNull();

        await here.RefreshAsync();
        here.NameOf(text!).ShouldBe("grafana");

        await there.RevokeAsync("grafana");
        there.NameOf(text!).ShouldBeNull();
        await here.RefreshAsync();
        here.NameOf(text!).ShouldBeNull();
    }

    [Fact]
    public async Task StoreAway_NobodyIsLockedOutAndNothingChanges()
    {
        var tokens = Node();
        var (_, _, text) = await tokens.CreateAsync("grafana");
        _store.IsAway = true;

        await tokens.RefreshAsync();

        tokens.NameOf(text!).ShouldBe("grafana");
        (await tokens.CreateAsync("late")).Change.ShouldBe(TokenChange.Unavailable);
        (await tokens.RevokeAsync("grafana")).ShouldBe(TokenChange.Unavailable);
        tokens.List.ShouldHaveSingleItem().Name.ShouldBe("grafana");
        (await Node().LoadAsync()).ShouldBe("the tokens in the store cannot be read: the store does not answer");
    }

    [Fact]
    public async Task NameTwice_IsTakenAndTheFirstStays()
    {
        var tokens = Node();
        var (_, _, text) = await tokens.CreateAsync("grafana");

        (await tokens.CreateAsync("grafana")).Change.ShouldBe(TokenChange.Taken);

        tokens.NameOf(text!).ShouldBe("grafana");
    }

    [Fact]
    public async Task AThousand_AreFull()
    {
        for (int i = 0; i < ApiTokens.Max; i++)
            _store.Rows.Add("t" + i, new StoredToken("t" + i, new string('0', 64), 1));
        var tokens = Node();
        await tokens.LoadAsync();

        (await tokens.CreateAsync("one-more")).Change.ShouldBe(TokenChange.Full);
        (await tokens.RevokeAsync("t7")).ShouldBe(TokenChange.Done);
        (await tokens.CreateAsync("one-more")).Change.ShouldBe(TokenChange.Done);
    }

    [Theory]
    [InlineData("grafana", true)]
    [InlineData("0.a_B-9", true)]
    [InlineData("", false)]
    [InlineData(".", false)]
    [InlineData("-c", false)]
    [InlineData("a/b", false)]
    [InlineData("a b", false)]
    [InlineData("grafäna", false)]
    [InlineData("control", false)]
    public void Name_IsPlain(string name, bool good) => ApiTokens.IsName(name).ShouldBe(good);

    [Fact]
    public void Name_HasAtMost64Characters() =>
        (ApiTokens.IsName(new string('a', 64)), ApiTokens.IsName(new string('a', 65))).ShouldBe((true, false));

    private ApiTokens Node() => new(_store, _time, NullLogger<ApiTokens>.Instance);
}
