using System.Text;
using Rollcall.Tests.Protocols.Smtp.Server;

namespace Rollcall.Tests.Services;

/// <summary>
/// The dialogs of Dialogs/Services: what a client sends, then all the octets it gets (=). Where the file does not say that we close, the client
/// closes its half behind its last octet, and is answered all the same.
/// </summary>
public sealed class ServiceDialogTests
{
    private static readonly string _folder = Path.Combine(AppContext.BaseDirectory, "Dialogs", "Services");

    public static TheoryData<string, int> All()
    {
        var data = new TheoryData<string, int>();
        foreach (var file in Directory.GetFiles(_folder, "*.dialog").Order(StringComparer.Ordinal))
        {
            foreach (int piece in (int[])[1, 7, int.MaxValue])
                data.Add(Path.GetFileNameWithoutExtension(file), piece);
        }
        return data;
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Dialog_GoesAsWritten_InPiecesOf(string name, int piece)
    {
        var dialog = Dialog.Read(Path.Combine(_folder, name + ".dialog"));
        dialog.Story.ShouldNotBeEmpty();
        await using var harness = new ServiceHarness();
        var connection = harness.Connect(dialog.Settings.ShouldHaveSingleItem());
        byte[] sent = [.. dialog.Turns.SelectMany(turn => turn.Lines).SelectMany(line => line)];

        for (int at = 0; at < sent.Length; at += Math.Min(piece, sent.Length - at))
            await connection.SendAsync(sent.AsMemory(at, Math.Min(piece, sent.Length - at)));
        if (!dialog.Closes)
            await connection.CloseHalfAsync();

        Encoding.UTF8.GetString(await connection.ReceiveAllAsync()).ShouldBe(Encoding.UTF8.GetString(dialog.Body ?? []));
    }
}
