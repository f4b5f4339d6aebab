using System.Collections.Concurrent;

namespace Rollcall.Core.Callout;

/// <summary>What call-outs have learnt of one destination; shared by the domains that have it.</summary>
public sealed class DestinationMemory(TimeProvider time)
{
    // 2-callout.md: a bare 550 means something only beside a recipient accepted within a day.
    private static readonly TimeSpan _acceptedFor = TimeSpan.FromHours(24);
    private readonly ConcurrentDictionary<string, long> _acceptedAt = new(StringComparer.Ordinal);
    private volatile bool _wantsFallbackSender;

    /// <summary>Whether the first sender was refused and the fallback sender taken when both were last tried.</summary>
    public bool WantsFallbackSender
    {
        get => _wantsFallbackSender;
        set => _wantsFallbackSender = value;
    }

    /// <summary>Whether a recipient was asked about with the sender at present and got an answer that is not about the sender.</summary>
    public bool SenderWorks { get; set; }

    /// <summary>Notes that a recipient of <paramref name="domain"/> was accepted.</summary>
    public void Accepted(string domain) => _acceptedAt[domain] = time.GetTimestamp();

    /// <summary>Whether a recipient of <paramref name="domain"/> was accepted within 24 hours.</summary>
    public bool HasAccepted(string domain) => _acceptedAt.TryGetValue(domain, out long at) && time.GetElapsedTime(at) < _acceptedFor;
}
