using System.Globalization;
using Dapper;
using Npgsql;

namespace Rollcall.Interop.Harness;

/// <summary>A PostgreSQL server of a test class, with its own data folder and port. It forgets everything at the end.</summary>
public sealed class PostgresServer : IAsyncLifetime
{
    private const string Name = "postgres";

    // The highest version that is installed.
    private static readonly Lazy<string> _programs = new(() =>
        Directory.GetDirectories("/usr/lib/postgresql").MaxBy(folder => int.Parse(Path.GetFileName(folder), CultureInfo.InvariantCulture)) + "/bin/");

    private readonly TempFolder _folder = new();
    private readonly List<int> _frozen = [];
    private ProcessUnderTest? _server;
    private int _databases;

    /// <summary>Where it listens, at 127.0.0.1.</summary>
    public int Port { get; } = FreePort.Take();

    private string Data => _folder["data"];

    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(Data);
        (await ProcessUnderTest.RunAsync("/bin/chown", Name, Data)).Exit.ShouldBe(0);
        await using var made = Run("initdb", "-D", Data, "-U", "test", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync");
        var ended = await made.EndAsync();
        ended.Exit.ShouldBe(0, ended.All);
        await StartAsync();
    }

    /// <summary>The connection string of a database.</summary>
    public string ConnectionTo(string database) => $"Host=127.0.0.1;Port={Port};Username=test;Database={database};Password=hunter2";

    /// <summary>A file that holds the connection string of a database.</summary>
    public string ConnectionFileTo(string database) => _folder.Write($"{database}.connection", ConnectionTo(database) + "\n");

    /// <summary>A new empty database; further words go to create database as they are.</summary>
    public async Task<string> CreateDatabaseAsync(string with = "")
    {
        string database = "d" + Interlocked.Increment(ref _databases).ToString(CultureInfo.InvariantCulture);
        await using var connection = await OpenAsync("postgres");
        await connection.ExecuteAsync($"create database {database} {with}");
        return database;
    }

    /// <summary>A connection as another program would have it.</summary>
    public async Task<NpgsqlConnection> OpenAsync(string database)
    {
        var connection = new NpgsqlConnection(ConnectionTo(database) + ";Pooling=false");
        await connection.OpenAsync();
        return connection;
    }

    /// <summary>Starts it, again after a stop.</summary>
    public async Task StartAsync()
    {
        _server = Run(
            "postgres", "-D", Data, "-p", Port.ToString(CultureInfo.InvariantCulture), "-c", "fsync=off",
            "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=" + Data);
        await Wait.UntilAsync(AcceptsAsync, "PostgreSQL accepts", Wait.Long, () => _server.Error);
    }

    /// <summary>Stops it; connections that are open are closed.</summary>
    public async Task StopAsync()
    {
        if (_server is null)
            return;
        Thaw();
        _server.Signal("INT");
        await _server.EndAsync();
        await _server.DisposeAsync();
        _server = null;
    }

    /// <summary>Holds up all its processes: connections are taken and nothing is answered.</summary>
    public void Freeze()
    {
        _frozen.AddRange([_server!.Id, .. Children(_server.Id)]);
        _frozen.ForEach(id => ProcessUnderTest.Signal("STOP", id));
    }

    /// <summary>Holds up the processes that serve the connections of a database; new connections are served.</summary>
    public async Task FreezeConnectionsAsync(string database)
    {
        await using var connection = await OpenAsync("postgres");
        _frozen.AddRange(await connection.QueryAsync<int>("select pid from pg_stat_activity where datname = @database", new { database }));
        _frozen.ForEach(id => ProcessUnderTest.Signal("STOP", id));
    }

    /// <summary>Lets all go on that is held up.</summary>
    public void Thaw()
    {
        _frozen.ForEach(id => ProcessUnderTest.Signal("CONT", id));
        _frozen.Clear();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _folder.Dispose();
    }

    // It refuses to run as root.
    private static ProcessUnderTest Run(string program, params string[] arguments) => ProcessUnderTest.Start(
        "/usr/bin/setpriv", ["--reuid=" + Name, "--regid=" + Name, "--clear-groups", _programs.Value + program, .. arguments]);

    private static IEnumerable<int> Children(int parent) =>
        from folder in Directory.GetDirectories("/proc")
        let id = Path.GetFileName(folder)
        where id.All(char.IsAsciiDigit) && ParentOf(folder) == parent
        select int.Parse(id, CultureInfo.InvariantCulture);

    private static int ParentOf(string folder)
    {
        try
        {
            string status = File.ReadAllText(folder + "/stat");
            return int.Parse(status[(status.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture);
        }
        catch (IOException) // it is gone
        {
            return 0;
        }
    }

    private async Task<bool> AcceptsAsync()
    {
        _server!.HasEnded.ShouldBeFalse($"postgres ended:\n{_server.Error}");
        try
        {
            await using var connection = await OpenAsync("postgres");
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }
}
