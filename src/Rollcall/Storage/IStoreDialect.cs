using System.Data.Common;
using Rollcall.Core.Recipients;

namespace Rollcall.Storage;

/// <summary>What differs between the databases. All calls block, and throw <see cref="DbException"/> or <see cref="IOException"/>.</summary>
internal interface IStoreDialect
{
    /// <summary>Which store it is, for the operator; it holds no secret.</summary>
    string Name { get; }

    /// <summary>Creates the schema or brings it up to date. Throws <see cref="StoreOpenException"/> when it is newer than the program.</summary>
    void Migrate();

    /// <summary>Why the database is not there, or null: what an open connection would not notice.</summary>
    string? Missing();

    /// <summary>A new open connection.</summary>
    DbConnection Open(StoreUse use);

    /// <summary>Begins a transaction that holds the right to write, and waits only briefly for it.</summary>
    void BeginWrite(DbConnection connection);

    /// <summary>The entries of <paramref name="keys"/>, those that exist, each once.</summary>
    Dictionary<RecipientKey, RecipientEntry> ReadMany(DbConnection connection, IReadOnlyCollection<RecipientKey> keys);

    /// <summary>
    /// Writes learned verdicts, a key at most once a batch. A stored verdict that is younger stays; first_seen, pin and mails of a known entry
    /// are not touched.
    /// </summary>
    void UpsertMany(DbConnection connection, IReadOnlyCollection<RecipientEntry> entries);

    /// <summary>The kept numbers of some domains, or with null of all.</summary>
    IReadOnlyList<KeyValuePair<string, DomainCounts>> KeptCounts(DbConnection connection, IReadOnlyCollection<string>? domains);

    /// <summary>Whether the cause of a failure may go away by itself in a moment.</summary>
    bool MayPass(Exception failure);

    /// <summary>What is wrong, in words for the operator.</summary>
    string Explain(Exception failure);
}
