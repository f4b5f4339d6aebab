using Rollcall.Storage;

namespace Rollcall.Tests.Storage;

public sealed class StateDirectoryTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("rollcall-").FullName;

    private string State => Path.Combine(_folder, "state");

    [Fact]
    public void NewFolder_IsForItsOwnerAlone()
    {
        StateDirectory.TryOpen(State, out var state).ShouldBeNull();
        using var held = state!;

        File.GetUnixFileMode(State).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        held.Path.ShouldBe(State);
        held.ControlSocket.ShouldBe(StateDirectory.ControlSocketOf(State));
    }

    [Fact]
    public void SecondProcess_IsRefusedAndRemovesNothing()
    {
        StateDirectory.TryOpen(State, out var first).ShouldBeNull();
        using var held = first!;
        File.WriteAllText(held.ControlSocket, "");

        StateDirectory.TryOpen(State, out var second).ShouldBe($"another rollcall uses {State}");

        second.ShouldBeNull();
        File.Exists(held.ControlSocket).ShouldBeTrue();
    }

    [Fact]
    public void LeftOverSocket_IsRemovedOnceTheLockIsHeld()
    {
        Directory.CreateDirectory(State);
        File.WriteAllText(StateDirectory.ControlSocketOf(State), "");

        StateDirectory.TryOpen(State, out var state).ShouldBeNull();
        using var held = state!;

        File.Exists(held.ControlSocket).ShouldBeFalse();
    }

    [Fact]
    public void ReleasedFolder_IsFreeAgain()
    {
        StateDirectory.TryOpen(State, out var first).ShouldBeNull();
        first!.Dispose();

        StateDirectory.TryOpen(State, out var second).ShouldBeNull();
        second!.Dispose();
    }

    [Fact]
    public void FolderThatCannotBeMade_IsOneSentence()
    {
        File.WriteAllText(State, "a file");

        StateDirectory.TryOpen(State, out _).ShouldNotBeNull().ShouldStartWith($"cannot use state_dir {State}: ");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
