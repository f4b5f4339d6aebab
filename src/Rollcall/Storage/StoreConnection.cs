using System.Data.Common;

namespace Rollcall.Storage;

/// <summary>The connection of one thread, opened when needed and anew after a failure.</summary>
internal sealed class StoreConnection(IStoreDialect dialect, StoreUse use)
{
    private DbConnection? _connection;

    /// <summary>Whether a connection is open, as far as is known without asking.</summary>
    public bool IsOpen => _connection is not null;

    /// <summary>The open connection. Throws <see cref="IOException"/> or <see cref="DbException"/> when there is none to be had.</summary>
    public DbConnection Get()
    {
        if (dialect.Missing() is { } why)
            throw new IOException(why);
        return _connection ??= dialect.Open(use);
    }

    /// <summary>Closes it, which rolls back what is not committed.</summary>
    public void Close()
    {
        _connection?.Dispose();
        _connection = null;
    }
}

/// <summary>What a connection is for.</summary>
internal enum StoreUse
{
    /// <summary>Reads that somebody waits for, a second at most.</summary>
    Read,

    /// <summary>The writer's transactions.</summary>
    Write,
}
