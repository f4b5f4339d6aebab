using Npgsql;
using Rollcall.Storage;

namespace Rollcall.Tests.Storage;

public sealed class PostgresSettingsTests
{
    [Theory]
    [InlineData("Host=db.example.test;Database=mail;Username=u;Password=hunter2", "mail at db.example.test:5432")]
    [InlineData("Host=db.example.test;Port=6000;Username=u;Password=hunter2", "u at db.example.test:6000")]
    [InlineData("Host=a.test:1,b.test:2;Database=mail", "mail at a.test:1,b.test:2")]
    [InlineData("Host=/run/postgresql;Database=mail", "mail at /run/postgresql")]
    [InlineData("Server=db.example.test", "db.example.test:5432")]
    public void Name_SaysWhereAndNoSecret(string connection, string name) => Parse(connection).Name.ShouldBe(name);

    [Theory]
    [InlineData("Host=db.example.test;Password=hun;ter2=hunter2")]
    [InlineData("postgresql://u:hunter2@db.example.test/mail")]
    [InlineData("Host=db.example.test;Port=hunter2")]
    [InlineData("Password=hunter2")]
    [InlineData("Host=db.example.test;Hunter2=")]
    [InlineData("Host=db.example.test;Port=65536;Password=hunter2")]
    [InlineData("")]
    public void Mistake_IsToldWithoutAWordOfIt(string connection)
    {
        var wrong = PostgresSettings.TryParse(connection, out var settings).ShouldNotBeNull();
        wrong.ShouldNotContain("ter2");
        settings.ShouldBeNull();
    }

    [Fact]
    public void Limits_AreOursWhateverIsGiven()
    {
        var settings = Parse("Host=h;Timeout=0;Command Timeout=0;Cancellation Timeout=0;Pooling=true;Keepalive=7");
        foreach (var (use, seconds) in new[] { (StoreUse.Read, 2), (StoreUse.Write, 6) })
        {
            var ours = new NpgsqlConnectionStringBuilder(settings.For(use));
            (ours.Timeout, ours.CommandTimeout, ours.CancellationTimeout, ours.Pooling, ours.KeepAlive).ShouldBe((2, seconds, -1, false, 7));
        }
    }

    [Fact]
    public void WhatTheOperatorMayKnowBetter_IsKept()
    {
        var plain = new NpgsqlConnectionStringBuilder(Parse("Host=h").For(StoreUse.Write));
        var given = new NpgsqlConnectionStringBuilder(
            Parse("Host=h;Max Auto Prepare=0;ApplicationName=mx1;Tcp Keepalive=false;Gss Encryption Mode=Require").For(StoreUse.Write));

        (plain.MaxAutoPrepare, plain.ApplicationName, plain.TcpKeepAlive, plain.GssEncryptionMode)
            .ShouldBe((50, "rollcall", true, GssEncryptionMode.Disable));
        (given.MaxAutoPrepare, given.ApplicationName, given.TcpKeepAlive, given.GssEncryptionMode)
            .ShouldBe((0, "mx1", false, GssEncryptionMode.Require));
    }

    private static PostgresSettings Parse(string connection)
    {
        PostgresSettings.TryParse(connection, out var settings).ShouldBeNull();
        return settings!;
    }
}
