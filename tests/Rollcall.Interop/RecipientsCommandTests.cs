using System.Text.Json;
using Rollcall.Interop.Harness;

namespace Rollcall.Interop;

/// <summary>The list as people see and correct it, over the control socket.</summary>
public sealed class RecipientsCommandTests
{
    private const string Alice = "alice@example.test";

    [Fact]
    public async Task Pin_IsStrongerThanTheVerdict_AndUnpinBringsItBack()
    {
        await using var sink = new MailSink(Alice);
        await using var gateway = await Gateway.StartAsync("example.test", sink.Address);
        await using var client = await RawClient.ConnectAsync(gateway.Port);
        (await client.RcptAsync(Alice)).ShouldStartWith("250 ");

        (await gateway.RunAsync("recipients", "pin", Alice, "invalid")).Exit.ShouldBe(0);
        (await client.RcptAsync(Alice)).ShouldBe($"550 5.1.1 <{Alice}>: User unknown");
        (await gateway.RunAsync("recipients", "unpin", Alice)).Exit.ShouldBe(0);
        (await client.RcptAsync(Alice)).ShouldStartWith("250 ");

        sink.Questions(Alice).ShouldBe(1);
    }

    [Fact]
    public async Task PinOfAStranger_IsNeverAsked()
    {
        await using var sink = new MailSink(Alice);
        await using var gateway = await Gateway.StartAsync("example.test", sink.Address);
        await using var client = await RawClient.ConnectAsync(gateway.Port);

        (await gateway.RunAsync("recipients", "pin", "new@example.test", "valid")).Exit.ShouldBe(0);

        (await client.RcptAsync("new@example.test")).ShouldStartWith("250 ");
        sink.Questions("new@example.test").ShouldBe(0);
    }

    [Fact]
    public async Task Forget_TakesTheEntryAway_AndTheNextMailAsksAgain()
    {
        await using var sink = new MailSink(Alice);
        await using var gateway = await Gateway.StartAsync("example.test", sink.Address);
        await using var client = await RawClient.ConnectAsync(gateway.Port);
        (await client.RcptAsync(Alice)).ShouldStartWith("250 ");

        (await gateway.RunAsync("recipients", "show", Alice)).Exit.ShouldBe(0);
        (await gateway.RunAsync("recipients", "forget", Alice)).Exit.ShouldBe(0);
        (await gateway.RunAsync("recipients", "show", Alice)).Exit.ShouldBe(67);
        (await gateway.RunAsync("recipients", "forget", Alice)).Exit.ShouldBe(67);
        (await client.RcptAsync(Alice)).ShouldStartWith("250 ");

        sink.Questions(Alice).ShouldBe(2);
    }

    [Fact]
    public async Task Show_TellsByWhichMailItWasLearnt_WhatTheServerSaid_AndWhatComesNext()
    {
        await using var sink = new MailSink(Alice);
        await using var gateway = await Gateway.StartAsync("example.test", sink.Address);
        await using var client = await RawClient.ConnectAsync(gateway.Port);
        (await client.RcptAsync("nobody@example.test")).ShouldStartWith("550 5.1.1");

        var shown = (await gateway.RunAsync("recipients", "show", "nobody@example.test")).Out;

        shown.ShouldStartWith("nobody@example.test is invalid");
        shown.ShouldContain("(rcpt at " + sink.Address);
        shown.ShouldContain("next       refused with 550 from memory until ");
        shown.ShouldContain("of a client with no refused recipient, has it asked once more");
        shown.ShouldMatch(@"learned: invalid\n +0 ms \* for a mail of session \w{12}\n");
        shown.ShouldContain("> RCPT TO:<nobody@example.test>");
        (await gateway.RunAsync("recipients", "pin", "nobody@example.test", "valid")).Exit.ShouldBe(0);
        shown = (await gateway.RunAsync("recipients", "show", "nobody@example.test")).Out;
        shown.ShouldStartWith("nobody@example.test is valid, pinned by ");
        shown.ShouldContain("next       accepted, because it is pinned; never asked about until it is unpinned");
        shown.ShouldMatch(@"pinned: valid\n    by cli:0-root\n.* learned: invalid");
    }

    [Fact]
    public async Task List_IsNarrowedByStateAndSearch()
    {
        await using var sink = new MailSink(Alice, "bob@example.test");
        await using var gateway = await Gateway.StartAsync("example.test", sink.Address);
        await using var client = await RawClient.ConnectAsync(gateway.Port);
        foreach (var local in new[] { "alice", "bob", "nobody" })
            await client.RcptAsync($"{local}@example.test");
        await gateway.UntilListedAsync("example.test", 3);

        (await AddressesAsync(gateway)).ShouldBe(["alice@example.test", "bob@example.test", "nobody@example.test"], ignoreOrder: true);
        (await AddressesAsync(gateway, "--state", "invalid")).ShouldBe(["nobody@example.test"]);
        (await AddressesAsync(gateway, "--search", "bob")).ShouldBe(["bob@example.test"]);
    }

    // The JSON is an array of items, or the API's page of them.
    private static async Task<IReadOnlyList<string>> AddressesAsync(Gateway gateway, params string[] options)
    {
        var ended = await gateway.RunAsync(["recipients", "list", "example.test", "--format", "json", .. options]);
        ended.Exit.ShouldBe(0, ended.All);
        using var document = JsonDocument.Parse(ended.Out);
        var items = document.RootElement.ValueKind == JsonValueKind.Array ? document.RootElement : document.RootElement.GetProperty("items");
        return [.. items.EnumerateArray().Select(item => item.GetProperty("address").GetString()!)];
    }
}
