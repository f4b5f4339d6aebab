using Rollcall.Protocols.Smtp.Server;

namespace Rollcall.Tests.Protocols.Smtp.Server;

public sealed class DialogTests
{
    private static readonly string _folder = Path.Combine(AppContext.BaseDirectory, "Dialogs");

    public enum Play
    {
        Whole,
        ByLine,
        ByByte,
    }

    public static TheoryData<string> Names() =>
        [.. Directory.GetFiles(_folder, "*.dialog").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal)];

    public static TheoryData<string, Play> All()
    {
        var data = new TheoryData<string, Play>();
        foreach (string name in Names())
        {
            foreach (var play in Enum.GetValues<Play>())
                data.Add(name, play);
        }
        return data;
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Dialog_GoesAsWritten(string name, Play play)
    {
        var dialog = Dialog.Read(Path.Combine(_folder, name + ".dialog"));
        var settings = SettingsOf(dialog);
        var handler = new ScriptedHandler { BareNewlines = settings.BareNewlines };
        using var harness = new SessionHarness(handler, () => settings, tls: dialog.Settings.Contains("tls"), xclient: dialog.Settings.Contains("xclient"));
        foreach (var turn in dialog.Turns)
        {
            if (turn.Encrypts)
                harness.Encrypt();
            await SendAsync(harness, turn, play);
            foreach (var expected in turn.Replies)
            {
                string? line = await harness.ReceiveAsync();
                line.ShouldNotBeNull($"instead of {expected.Text}");
                (expected.Whole ? line : line[..Math.Min(line.Length, expected.Text.Length)]).ShouldBe(expected.Text);
            }
        }
        if (!dialog.Closes)
        {
            harness.Session.IsCompleted.ShouldBeFalse("the session was to go on");
            await harness.HangUpAsync();
        }
        (await harness.ReceiveAllAsync()).ShouldBeEmpty();
        if (dialog.Body is not null)
            handler.Body.ShouldBe(dialog.Body);
        handler.Calls[^1].ShouldBe("RESET");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Dialog_TellsItsStory(string name) => Dialog.Read(Path.Combine(_folder, name + ".dialog")).Story.ShouldNotBeEmpty();

    private static SmtpSessionSettings SettingsOf(Dialog dialog) => new()
    {
        Hostname = "mx.test",
        MaxMessageSize = 1000,
        Utf8 = !dialog.Settings.Contains("utf8 off"),
        BareNewlines = dialog.Settings.Contains("normalize") ? BareNewlinePolicy.Normalize : BareNewlinePolicy.Keep,
    };

    private static async Task SendAsync(SessionHarness harness, DialogTurn turn, Play play)
    {
        if (play == Play.Whole && turn.Lines.Count > 0)
            await harness.SendAsync(turn.Lines.SelectMany(l => l).ToArray());
        if (play == Play.Whole)
            return;
        foreach (byte[] line in turn.Lines)
        {
            int step = play == Play.ByByte ? 1 : line.Length;
            for (int at = 0; at < line.Length; at += step)
                await harness.SendAsync(line.AsMemory(at, step));
        }
    }
}
