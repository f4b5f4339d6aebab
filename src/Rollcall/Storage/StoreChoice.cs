using Rollcall.Config;

namespace Rollcall.Storage;

/// <summary>From [store] to the database that it names.</summary>
internal static class StoreChoice
{
    private const int MaxFileCharacters = 64 * 1024; // a device file has no end

    /// <summary>The store of the options. Throws <see cref="StoreOpenException"/> when its connection_file cannot be used.</summary>
    /// <param name="store">The table of the configuration.</param>
    /// <param name="embedded">The path of the SQLite file when none is named.</param>
    public static IStoreDialect Of(StoreOptions store, string embedded)
    {
        bool inFile = store.ConnectionFile.Length > 0;
        string connection = inFile ? ReadFile(store.ConnectionFile) : store.Connection;
        if (store.Provider == StoreProvider.Sqlite)
            return new SqliteDialect(connection.Length > 0 ? connection : embedded);
        if (PostgresSettings.TryParse(connection, out var settings) is { } wrong)
            throw new StoreOpenException(inFile ? $"store.connection_file: what {store.ConnectionFile} holds {wrong}" : $"store.connection: {wrong}");
        return new PostgresDialect(settings!);
    }

    private static string ReadFile(string path)
    {
        try
        {
            using var file = new StreamReader(path);
            var read = new char[MaxFileCharacters + 1];
            int length = file.ReadBlock(read);
            if (length > MaxFileCharacters)
                throw new StoreOpenException($"store.connection_file: {path} is too large for a connection string");
            string text = new string(read, 0, length).Trim();
            return text.Length > 0 ? text : throw new StoreOpenException($"store.connection_file: {path} is empty");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new StoreOpenException($"store.connection_file: there is no file {path}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new StoreOpenException($"store.connection_file: {path} cannot be read: {e.Message}", e);
        }
    }
}
