using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Rollcall.Core.Recipients;

namespace Rollcall.Core.Callout;

/// <summary>
/// The mode `list`: who is not pinned or imported does not exist. A domain without a list enforces nothing, for an owner who has not
/// brought it yet must not lose all mail.
/// </summary>
internal sealed partial class ListMode(RecipientDirectory directory, TimeProvider time, ILogger log)
{
    // So long a list that was emptied may go unnoticed: many unknown recipients cost one look. One that is begun is seen at once.
    private static readonly TimeSpan _rememberedFor = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _warnEvery = TimeSpan.FromHours(1);
    private readonly ConcurrentDictionary<string, long> _seenAt = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, long> _warnedAt = new(StringComparer.Ordinal);

    /// <summary>The list is in the store, and the store does not answer.</summary>
    public static Verification CannotRead { get; } = Verification.Doubt("the list cannot be read: the store does not answer");

    /// <summary>The verdict on a recipient that is not on the list of <paramref name="domain"/>.</summary>
    public async ValueTask<Verification> NotOnListAsync(string domain)
    {
        if (await HasListAsync(domain).ConfigureAwait(false) is not { } hasList)
            return CannotRead;
        if (!hasList)
            Warn(domain);
        return new Verification(hasList ? Verdict.Invalid : Verdict.Valid, VerdictSource.List, null, null, null);
    }

    private async ValueTask<bool?> HasListAsync(string domain)
    {
        if (_seenAt.TryGetValue(domain, out long at) && time.GetElapsedTime(at) < _rememberedFor)
            return true;
        var found = await directory.HasListAsync(domain).ConfigureAwait(false);
        if (found == true)
            _seenAt[domain] = time.GetTimestamp();
        return found;
    }

    private void Warn(string domain)
    {
        long now = time.GetTimestamp();
        if (_warnedAt.TryGetValue(domain, out long at) && time.GetElapsedTime(at, now) < _warnEvery)
            return;
        _warnedAt[domain] = now;
        LogEmpty(domain);
    }

    [LoggerMessage(EventName = "list_empty", Level = LogLevel.Warning, Message = "{Domain}")]
    private partial void LogEmpty(string domain);
}
