using System.Data.Common;

namespace Rollcall.Storage;

/// <summary>
/// Statements of one transaction, in the order in which they come: run at once where the database is in this process, gathered where each
/// would be a way over the network.
/// </summary>
internal sealed class StatementBatch : IDisposable
{
    private const int MaxGathered = 500; // some hundred KiB

    private readonly DbConnection _connection;
    private readonly DbBatch? _gathered;
    private readonly Dictionary<Statement, PreparedCommand> _prepared = [];

    /// <summary>A batch on an open connection.</summary>
    public StatementBatch(DbConnection connection)
    {
        _connection = connection;
        _gathered = connection.CanCreateBatch ? connection.CreateBatch() : null;
    }

    /// <summary>Adds a statement with its values, in the order of its parameters.</summary>
    public void Add(Statement statement, params object?[] values)
    {
        if (_gathered is not null)
        {
            Gather(_gathered, statement, values);
            return;
        }
        if (!_prepared.TryGetValue(statement, out var command))
            _prepared[statement] = command = new PreparedCommand(_connection, statement.Sql, statement.Parameters);
        command.Run(values);
    }

    /// <summary>Runs what is gathered.</summary>
    public void Run()
    {
        if (_gathered is not { BatchCommands.Count: > 0 })
            return;
        _gathered.ExecuteNonQuery();
        _gathered.BatchCommands.Clear();
    }

    /// <summary>Leaves what did not run.</summary>
    public void Dispose()
    {
        _gathered?.Dispose();
        foreach (var command in _prepared.Values)
            command.Dispose();
    }

    private void Gather(DbBatch batch, Statement statement, object?[] values)
    {
        var command = batch.CreateBatchCommand();
        command.CommandText = statement.Sql;
        for (int i = 0; i < values.Length; i++)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = statement.Parameters[i];
            parameter.Value = values[i] ?? DBNull.Value;
            command.Parameters.Add(parameter);
        }
        batch.BatchCommands.Add(command);
        if (batch.BatchCommands.Count == MaxGathered)
            Run();
    }
}

/// <summary>The text of a statement and the names of its parameters; compared by identity.</summary>
internal sealed class Statement(string sql, params string[] parameters)
{
    /// <summary>The text.</summary>
    public string Sql => sql;

    /// <summary>The names, in the order in which values come.</summary>
    public string[] Parameters => parameters;
}
