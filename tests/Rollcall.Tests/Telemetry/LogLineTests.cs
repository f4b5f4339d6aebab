using System.Text.Json;
using Microsoft.Extensions.Logging;
using Rollcall.Telemetry;

namespace Rollcall.Tests.Telemetry;

public sealed class LogLineTests
{
    private static readonly DateTimeOffset _time = new(2026, 5, 4, 13, 2, 1, 7, TimeSpan.FromHours(2));
    private static readonly string[] _hosts = ["a", "b"];

    [Fact]
    public void Event_IsOneReadableLine() =>
        Text("RcptRefused", ("Session", "k3j9x0a1b2c3"), ("ReversePath", "a@sender.example"), ("Verdict", DayOfWeek.Sunday), ("Ms", 1.23456), ("Code", 550), ("Tls", true))
            .ShouldBe("2026-05-04T11:02:01.007Z info rcpt_refused session=k3j9x0a1b2c3 reverse_path=a@sender.example verdict=sunday ms=1.235 code=550 tls=true");

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("bj\u00f6rn@example.com", "bj\u00f6rn@example.com")]
    [InlineData("", "\"\"")]
    [InlineData("two words", "\"two words\"")]
    [InlineData("a=b", "\"a=b\"")]
    [InlineData("a\"b\\c", "\"a\\\"b\\\\c\"")]
    [InlineData("a\r\nb\tc", "\"a\\r\\nb\\tc\"")]
    [InlineData("a\0\u001b[31m\u007f", "\"a\\u{0}\\u{1b}[31m\\u{7f}\"")]
    [InlineData("next\u0085line\u2028end", "\"next\\u{85}line\\u{2028}end\"")]
    [InlineData("right\u202eleft", "\"right\\u{202e}left\"")]
    [InlineData("wide\u00a0space", "\"wide\\u{a0}space\"")]
    public void Value_IsQuotedWhereItCouldMislead(string value, string written) =>
        Text("e", ("v", value)).ShouldBe("2026-05-04T11:02:01.007Z info e v=" + written);

    [Fact]
    public void HalfASurrogatePair_IsReplaced() => Text("e", ("v", "\ud83d x")).ShouldEndWith(" v=\"\uFFFD x\"");

    [Fact]
    public void ForgedLine_StaysInItsValue()
    {
        const string Forged = "x\n2026-05-04T11:02:01.007Z info rcpt_accepted recipient=eve@example.com";

        var text = Text("e", ("helo", Forged));
        var json = Json("e", ("helo", Forged));

        text.ShouldNotContain("\n");
        text.ShouldEndWith("\"");
        json.ShouldNotContain("\n");
        JsonDocument.Parse(json).RootElement.GetProperty("helo").GetString().ShouldBe(Forged);
    }

    [Fact]
    public void Json_KeepsKindsOfValues()
    {
        var root = JsonDocument.Parse(Json("RcptRefused", ("Code", 550), ("Ms", 0.5), ("Tls", false), ("Host", null), ("At", _time), ("Level", "\ud83d\u2028"))).RootElement;

        root.GetProperty("time").GetString().ShouldBe("2026-05-04T11:02:01.007Z");
        root.GetProperty("level").GetString().ShouldBe("info");
        root.GetProperty("event").GetString().ShouldBe("rcpt_refused");
        root.GetProperty("code").GetInt32().ShouldBe(550);
        root.GetProperty("ms").GetDouble().ShouldBe(0.5);
        root.GetProperty("tls").GetBoolean().ShouldBeFalse();
        root.GetProperty("host").ValueKind.ShouldBe(JsonValueKind.Null);
        root.GetProperty("at").GetString().ShouldBe("2026-05-04T11:02:01.007Z");
        root.GetProperty("level_").GetString().ShouldBe("\uFFFD\u2028");
    }

    [Theory]
    [InlineData(nameof(LogFormat.Text))]
    [InlineData(nameof(LogFormat.Json))]
    public void LongValue_IsCut(string format) =>
        LogLine.Write(new LogEvent(_time, LogLevel.Information, "e", [new("v", new string('x', 5000))], null), Enum.Parse<LogFormat>(format)).Length.ShouldBeInRange(1000, 1100);

    [Fact]
    public void Error_IsTypeAndMessageOnTheLine()
    {
        var error = new InvalidOperationException("no\nstore", new IOException("disk full"));

        var line = LogLine.Write(new LogEvent(_time, LogLevel.Error, "store_failed", [], error), LogFormat.Text);

        line.ShouldBe("2026-05-04T11:02:01.007Z error store_failed error=\"InvalidOperationException: no\\nstore <- IOException: disk full\"");
    }

    [Theory]
    [InlineData(nameof(LogFormat.Text))]
    [InlineData(nameof(LogFormat.Json))]
    public void Stack_IsOnTheSameLine(string format)
    {
        var error = Should.Throw<InvalidOperationException>(() => throw new InvalidOperationException("broken"));

        var line = LogLine.Write(new LogEvent(_time, LogLevel.Error, "e", [], error) { WithStack = true }, Enum.Parse<LogFormat>(format));

        line.ShouldContain(nameof(Stack_IsOnTheSameLine));
        line.ShouldNotContain("\n");
    }

    [Theory]
    [InlineData("Session", "session")]
    [InlineData("ReversePath", "reverse_path")]
    [InlineData("reverse_path", "reverse_path")]
    [InlineData("IPAddress", "ip_address")]
    [InlineData("ClientIP", "client_ip")]
    [InlineData("a=b c\n", "a_b_c_")]
    [InlineData("Event", "event_")]
    [InlineData("", "_")]
    public void Key_IsSnakeCaseAndNoneOfOurs(string name, string key) => LogText.Key(name).ShouldBe(key);

    [Fact]
    public void List_IsJoinedByCommas_AndAnArrayInJson()
    {
        Text("e", ("hosts", _hosts)).ShouldEndWith(" hosts=a,b");
        Json("e", ("hosts", _hosts)).ShouldEndWith(",\"hosts\":[\"a\",\"b\"]}");
    }

    // A hundred recipients were cut in the middle of the fortieth.
    [Fact]
    public void LongList_IsWhole_UpToABound_AndEndsWithAWholeItem()
    {
        var hundred = Enumerable.Range(0, 100).Select(i => $"recipient.number.{i}@department.example.com").ToArray();
        Text("e", ("recipients", hundred)).ShouldEndWith(" recipients=" + string.Join(',', hundred));

        var huge = Text("e", ("recipients", Enumerable.Repeat("somebody@example.com", 100_000)));

        huge.Length.ShouldBeInRange(7900, 8200);
        huge.ShouldEndWith(",somebody@example.com,...");
    }

    // Each of these was escaped by its number, so that grep found no address with a plus sign.
    [Fact]
    public void Json_LeavesWhatPeopleSearch_AndEscapesWhatTerminalsObey()
    {
        Json("e", ("v", "<björn+tag@example.com> & 日本")).ShouldEndWith("\"v\":\"<björn+tag@example.com> & 日本\"}");
        Json("e", ("v", "right\u202eleft\u001b[31m")).ShouldEndWith("\"v\":\"right\\u202eleft\\u001B[31m\"}");
    }

    [Fact]
    public void Secret_IsNotWritten() => Text("e", ("connection", "Host=db;Password=hunter2")).ShouldEndWith(" connection=\"Host=db;Password=***\"");

    private static string Text(string name, params (string, object?)[] pairs) => Write(name, pairs, LogFormat.Text);

    private static string Json(string name, params (string, object?)[] pairs) => Write(name, pairs, LogFormat.Json);

    private static string Write(string name, (string Key, object? Value)[] pairs, LogFormat format) =>
        LogLine.Write(new LogEvent(_time, LogLevel.Information, name, [.. pairs.Select(pair => KeyValuePair.Create(pair.Key, pair.Value))], null), format);
}
