using Rollcall.Config;
using Rollcall.Storage;

namespace Rollcall.Tests.Storage;

public sealed class StoreChoiceTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("rollcall-choice-");

    private string FilePath => Path.Combine(_folder.FullName, "connection");

    [Theory]
    [InlineData("sqlite", "", "/state/rollcall.db")]
    [InlineData("sqlite", "/else/where.db", "/else/where.db")]
    [InlineData("postgresql", "Host=db.test;Database=mail", "mail at db.test:5432")]
    public void Connection_NamesTheStore(string provider, string connection, string name) =>
        StoreChoice.Of(new StoreOptions { Provider = Enum.Parse<StoreProvider>(provider, ignoreCase: true), Connection = connection }, "/state/rollcall.db").Name.ShouldBe(name);

    [Theory]
    [InlineData("sqlite", " /else/where.db\n", "/else/where.db")]
    [InlineData("postgresql", "\n\tHost=db.test;Database=mail\r\n", "mail at db.test:5432")]
    public void ConnectionFile_HoldsItBetweenWhitespace(string provider, string text, string name)
    {
        File.WriteAllText(FilePath, text);
        StoreChoice.Of(new StoreOptions { Provider = Enum.Parse<StoreProvider>(provider, ignoreCase: true), ConnectionFile = FilePath }, "/state/rollcall.db").Name.ShouldBe(name);
    }

    [Fact]
    public void ConnectionFileThatHelpsNot_OneSentenceWithKeyAndFile()
    {
        Message(FilePath).ShouldBe($"store.connection_file: there is no file {FilePath}");
        Message(_folder.FullName).ShouldStartWith($"store.connection_file: {_folder.FullName} cannot be read: ");
        Message("/dev/zero").ShouldBe("store.connection_file: /dev/zero is too large for a connection string");
        File.WriteAllText(FilePath, " \n");
        Message(FilePath).ShouldBe($"store.connection_file: {FilePath} is empty");
        File.WriteAllText(FilePath, "postgres://u:hunter2@db.test/mail");
        Message(FilePath).ShouldStartWith($"store.connection_file: what {FilePath} holds is no connection string for PostgreSQL");
        Message(FilePath).ShouldNotContain("hunter2");
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static string Message(string file) => Should.Throw<StoreOpenException>(
        () => StoreChoice.Of(new StoreOptions { Provider = StoreProvider.Postgresql, ConnectionFile = file }, "/state/rollcall.db")).Message;
}
