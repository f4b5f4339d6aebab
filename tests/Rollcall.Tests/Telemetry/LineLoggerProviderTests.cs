using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Rollcall.Telemetry;

namespace Rollcall.Tests.Telemetry;

public sealed partial class LineLoggerProviderTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 5, 4, 11, 2, 1, TimeSpan.Zero));

    [Fact]
    public void OurEvent_HasItsNameAndKeys() =>
        Lines(LogLevel.Information, "Rollcall.Core.Gateway", logger => RcptRefused(logger, "k3j9x0a1b2c3", "a b"))
            .ShouldBe(["2026-05-04T11:02:01.000Z info rcpt_refused session=k3j9x0a1b2c3 reverse_path=\"a b\""]);

    [Fact]
    public void StrangersEvent_HasTheEndOfItsCategory() =>
        Lines(LogLevel.Information, "Microsoft.AspNetCore.Routing", logger => SlowDisk(logger, "disk"))
            .ShouldBe(["2026-05-04T11:02:01.000Z warn routing message=\"slow disk\""]);

    [Theory]
    [InlineData("Microsoft.AspNetCore.Routing")]
    [InlineData("Rollcalls.Elsewhere")]
    public void StrangersInformation_IsNotHeard(string category) =>
        Lines(LogLevel.Information, category, logger => RcptRefused(logger, "s", "r")).ShouldBeEmpty();

    [Theory]
    [InlineData(LogLevel.Debug, 1)]
    [InlineData(LogLevel.Information, 1)]
    [InlineData(LogLevel.Warning, 0)]
    public void Level_DecidesWhatIsWritten(LogLevel level, int lines) =>
        Lines(level, "Rollcall", logger => RcptRefused(logger, "s", "r")).Length.ShouldBe(lines);

    [Theory]
    [InlineData("Microsoft.Extensions.Hosting.Internal.Host")]
    [InlineData("Microsoft.AspNetCore.Server.Kestrel")]
    public void Host_IsQuietUntilStarted(string category)
    {
        using var provider = new LineLoggerProvider(Stream.Null, LogFormat.Text, LogLevel.Information, _time);
        var logger = provider.CreateLogger(category);

        logger.IsEnabled(LogLevel.Critical).ShouldBeFalse();
        provider.Started();
        logger.IsEnabled(LogLevel.Critical).ShouldBeTrue();
    }

    [Theory]
    [InlineData(LogLevel.Information, false)]
    [InlineData(LogLevel.Debug, true)]
    public void Stack_IsForDebuggingAlone(LogLevel level, bool written)
    {
        var error = Should.Throw<InvalidOperationException>(() => throw new InvalidOperationException("broken"));

        Lines(level, "Rollcall", logger => Failed(logger, error))
            .ShouldHaveSingleItem().Contains("stack=", StringComparison.Ordinal).ShouldBe(written);
    }

    [Fact]
    public void Priorities_ComeFirst_WhereTheJournalReads()
    {
        using var stream = new MemoryStream();
        using (var provider = new LineLoggerProvider(stream, LogFormat.Text, LogLevel.Debug, _time) { HasPriorities = true })
        {
            var logger = provider.CreateLogger("Rollcall");
            RcptRefused(logger, "s", "r");
            SlowDisk(logger, "disk");
            Failed(logger, new IOException("gone"));
        }

        Encoding.UTF8.GetString(stream.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line[..8]).ShouldBe(["<6>2026-", "<4>2026-", "<3>2026-"]);
    }

    [Theory]
    [InlineData("8:12345", "socket:[12345]", true)]
    [InlineData("8:12345", "socket:[12346]", false)]
    [InlineData("8:12345", "pipe:[12345]", false)]
    [InlineData("8:12345", "/dev/null", false)]
    [InlineData("8:12345", null, false)]
    [InlineData("12345", "socket:[12345]", false)]
    [InlineData(null, "socket:[12345]", false)]
    public void Journal_IsStandardError_OnlyWhenTheVariableNamesThatStream(string? variable, string? link, bool journal) =>
        Journal.IsThis(variable, link).ShouldBe(journal);

    [LoggerMessage(Level = LogLevel.Information, Message = "Refused {Session} {ReversePath}")]
    private static partial void RcptRefused(ILogger logger, string session, string reversePath);

    [LoggerMessage(Level = LogLevel.Warning, Message = "slow {What}")]
    private static partial void SlowDisk(ILogger logger, string what);

    [LoggerMessage(Level = LogLevel.Error, Message = "failed")]
    private static partial void Failed(ILogger logger, Exception error);

    private string[] Lines(LogLevel level, string category, Action<ILogger> act)
    {
        using var stream = new MemoryStream();
        using (var provider = new LineLoggerProvider(stream, LogFormat.Text, level, _time))
        using (var logs = LoggerFactory.Create(logging => LoggingSetup.Configure(logging, provider)))
            act(logs.CreateLogger(category));
        return Encoding.UTF8.GetString(stream.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
