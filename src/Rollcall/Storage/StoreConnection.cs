using System.Data.Common;

namespace Rollcall.Storage;

/// <summary>The connection of one thread, opened when needed and anew after a failure.</summary>
internal sealed class StoreConnection(IStoreDialect dialect)
{
    private DbConnection? _connection;

    /// <summary>The open connection. Throws <see cref="IOException"/> or <see cref="DbException"/> when there is none to be had.</summary>
    public DbConnection Get()
    {
        if (dialect.Missing() is { } why)
            throw new IOException(why);
        return _connection ??= dialect.Open();
    }

    /// <summary>Closes it, which rolls back what is not committed.</summary>
    public void Close()
    {
        _connection?.Dispose();
        _connection = null;
    }
}
