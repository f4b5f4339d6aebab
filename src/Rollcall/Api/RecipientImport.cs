using Rollcall.Core.Callout;
using Rollcall.Core.Domains;
using Rollcall.Core.Recipients;
using Rollcall.Protocols.Smtp;

namespace Rollcall.Api;

/// <summary>What an import changes, or would change: of all rows so many are new, changed and unchanged; of these so many have a pin, which stays.</summary>
internal sealed record ImportJson(int New, int Changed, int Unchanged, int Pinned, IReadOnlyList<ImportChangeJson> Changes)
{
    /// <summary>Whether nothing was written.</summary>
    public bool DryRun { get; init; }
}

/// <summary>A verdict that another one takes the place of; the first 20 of an import are told.</summary>
internal sealed record ImportChangeJson(string Address, string From, string To);

/// <summary>What is wrong with an import: the first 20 errors, and how many there are.</summary>
internal sealed record ImportErrors(IReadOnlyList<ErrorJson> First, int Count);

/// <summary>
/// One import: looked at whole, then written. It holds one batch of rows and the local parts it has seen, however long the file is.
/// </summary>
internal sealed class RecipientImport(RecipientDirectory directory, ProtectedDomain domain)
{
    /// <summary>Rows of one import; their local parts are held in memory.</summary>
    public const int MaxRows = 500_000;

    private const int Told = 20;
    private const int BatchRows = 500; // what the store reads and writes at once, so that nobody waits long behind it
    private readonly Dictionary<string, (Verdict Verdict, string Place)> _seen = new(StringComparer.Ordinal);
    private readonly List<ErrorJson> _errors = [];
    private readonly List<ImportChangeJson> _changes = [];
    private int _errorCount;
    private int _new;
    private int _changed;
    private int _unchanged;
    private int _pinned;

    /// <summary>What is wrong, after <see cref="LookAsync"/>; null when nothing is.</summary>
    public ImportErrors? Errors => _errorCount == 0 ? null : new ImportErrors(_errors, _errorCount);

    /// <summary>The difference, after <see cref="LookAsync"/>.</summary>
    public ImportJson Difference => new(_new, _changed, _unchanged, _pinned, _changes);

    /// <summary>Finds all errors and the difference; false when the store does not answer.</summary>
    public async Task<bool> LookAsync(IAsyncEnumerable<ImportRow> rows)
    {
        try
        {
            await foreach (var batch in BatchesAsync(rows).ConfigureAwait(false))
            {
                if (_errorCount == 0 && !await CompareAsync(batch).ConfigureAwait(false))
                    return false;
            }
        }
        catch (ImportFormatException e)
        {
            Fail(e.Message, e.Line);
        }
        return true;
    }

    /// <summary>Writes rows that were looked at and have no errors; false when the store does not answer. What is written by then stays.</summary>
    public async Task<bool> WriteAsync(IAsyncEnumerable<ImportRow> rows)
    {
        _seen.Clear();
        await foreach (var batch in BatchesAsync(rows).ConfigureAwait(false))
        {
            if (await directory.ImportAsync(domain.Name, batch).ConfigureAwait(false) != StoreWrite.Done)
                return false;
            Written += batch.Count;
        }
        return true;
    }

    /// <summary>The rows that were written.</summary>
    public int Written { get; private set; }

    // Each address once, with the bad rows noted.
    private async IAsyncEnumerable<Dictionary<RecipientKey, Verdict>> BatchesAsync(IAsyncEnumerable<ImportRow> rows)
    {
        var batch = new Dictionary<RecipientKey, Verdict>();
        await foreach (var row in rows.ConfigureAwait(false))
        {
            if (Read(row) is not { } read || !IsNew(row, read.Key, read.Verdict))
                continue;
            batch.Add(read.Key, read.Verdict);
            if (batch.Count < BatchRows)
                continue;
            yield return batch;
            batch = [];
        }
        if (batch.Count > 0)
            yield return batch;
    }

    private (RecipientKey Key, Verdict Verdict)? Read(ImportRow row)
    {
        Verdict? verdict = row.Verdict switch { "valid" => Verdict.Valid, "invalid" => Verdict.Invalid, _ => null };
        if (!MailboxParser.TryParseAddress(row.Address, out var mailbox, out var reason))
            return Fail(row, $"\"{Short(row.Address)}\" is no address: {reason}");
        if (!DomainName.TryNormalize(mailbox.Domain, out var name) || name != domain.Name)
            return Fail(row, $"{Short(row.Address)} is not in {domain.Name}");
        if (!RecipientAddress.TryGetKey(mailbox, domain, out var key))
            return Fail(row, $"\"{Short(row.Address)}\" is no address: its local part is too long or not well formed");
        if (verdict is null)
            return Fail(row, $"the verdict is \"{Short(row.Verdict)}\"; write valid or invalid");
        return (key, verdict.Value);
    }

    private bool IsNew(ImportRow row, RecipientKey key, Verdict verdict)
    {
        if (_seen.TryGetValue(key.Local, out var earlier))
        {
            if (earlier.Verdict != verdict)
                Fail(row, $"{key} is {verdict.Word()} here and {earlier.Verdict.Word()} in {earlier.Place}");
            return false;
        }
        if (_seen.Count >= MaxRows)
            throw new ImportFormatException($"{row.Place}: is more than {MaxRows} addresses; import the file in parts", row.Line);
        _seen.Add(key.Local, (verdict, row.Place));
        return true;
    }

    private async Task<bool> CompareAsync(Dictionary<RecipientKey, Verdict> batch)
    {
        long now = directory.Now;
        var reads = batch.Select(async pair => (pair.Value, Read: await directory.PeekAsync(pair.Key).ConfigureAwait(false), pair.Key));
        foreach (var (verdict, read, key) in await Task.WhenAll(reads).ConfigureAwait(false))
        {
            if (!read.Available)
                return false;
            var entry = read.Entry;
            if (entry?.Pin is not null)
                _pinned++;
            if (entry is null || VerdictLife.AgeOf(entry, domain.Callout, now) == VerdictAge.Dead)
                _new++;
            else if (entry.Verdict == verdict)
                _unchanged++;
            else
                Change(key, entry.Verdict, verdict);
        }
        return true;
    }

    private void Change(RecipientKey key, Verdict from, Verdict to)
    {
        _changed++;
        if (_changes.Count < Told)
            _changes.Add(new ImportChangeJson(key.ToString(), from.Word(), to.Word()));
    }

    private (RecipientKey, Verdict)? Fail(ImportRow row, string text)
    {
        Fail($"{row.Place}: {text}", row.Line);
        return null;
    }

    private void Fail(string text, int? line)
    {
        _errorCount++;
        if (_errors.Count < Told)
            _errors.Add(new ErrorJson(text, Line: line));
    }

    private static string Short(string text) => text.Length <= 100 ? text : text[..100] + "...";
}
