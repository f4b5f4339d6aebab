using Microsoft.Extensions.Time.Testing;
using Rollcall.Core.Delivery;
using Rollcall.Protocols.Smtp;
using Rollcall.Protocols.Smtp.Server;

namespace Rollcall.Tests.Delivery;

/// <summary>How long a late refusal is given at RCPT, so that the others of a message get through.</summary>
public sealed class KeptRefusalsTests
{
    private static readonly Mailbox _sender = new("a", "sender.test");
    private static readonly Mailbox _bob = new("bob", "example.com");
    private readonly FakeTimeProvider _time = new();
    private readonly KeptRefusals _kept;

    public KeptRefusalsTests() => _kept = new KeptRefusals(_time);

    // Postfix comes back when five minutes are just over: Bob's full mailbox kept the mail of the others away for ever.
    [Theory]
    [InlineData(5, 2)]
    [InlineData(15, 2)]
    [InlineData(60, 3)]
    [InlineData(240, 4)]
    public void RefusalThatLasts_PassesForTheOthers_WhateverTheIntervalOfTries(int minutes, int failedTries)
    {
        for (int failed = 1; failed <= failedTries; failed++)
        {
            _kept.Find(_sender, _bob).ShouldBeNull();
            Keep(452);
            _time.Advance(TimeSpan.FromMinutes(minutes));
        }

        _kept.Find(_sender, _bob).ShouldNotBeNull().Code.ShouldBe(452);
    }

    [Fact]
    public void SeveralMessagesAtOneTime_CountOnce()
    {
        for (int messages = 0; messages < 10; messages++)
            Keep(452);

        _time.Advance(TimeSpan.FromMinutes(5));
        _kept.Find(_sender, _bob).ShouldBeNull();
    }

    [Fact]
    public void RefusalOfYesterday_IsForgotten()
    {
        Keep(452);
        _time.Advance(TimeSpan.FromHours(24));
        Keep(452);

        _time.Advance(TimeSpan.FromMinutes(5));
        _kept.Find(_sender, _bob).ShouldBeNull();
    }

    [Fact]
    public void PermanentRefusal_IsKeptForADay()
    {
        Keep(550);

        _time.Advance(TimeSpan.FromHours(24) - TimeSpan.FromSeconds(1));
        _kept.Find(_sender, _bob).ShouldNotBeNull().Code.ShouldBe(550);
        _time.Advance(TimeSpan.FromSeconds(1));
        _kept.Find(_sender, _bob).ShouldBeNull();
    }

    private void Keep(int code) => _kept.Keep(_sender, _bob, new Reply(code, 2, 2, "Mailbox full"));
}
