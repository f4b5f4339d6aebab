using System.Collections.Concurrent;

namespace Rollcall.Core.Callout;

/// <summary>What call-outs have learnt of one destination; shared by the domains that have it.</summary>
public sealed class DestinationMemory(TimeProvider time)
{
    // docs/callouts.md: a bare 550 means something only beside a recipient accepted within a day.
    private static readonly TimeSpan _acceptedFor = TimeSpan.FromHours(24);
    private static readonly TimeSpan _inStepFor = TimeSpan.FromHours(24); // a server is not replaced every day
    private readonly ConcurrentDictionary<string, long> _inStepAt = new(StringComparer.Ordinal);
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

    /// <summary>
    /// Notes that <paramref name="host"/> answered each command once: a refused RCPT, with another transaction of the session before it and an
    /// accepted RSET behind it, stood in its place.
    /// </summary>
    public void InStep(string host) => _inStepAt[host] = time.GetTimestamp();

    /// <summary>Notes that it did not.</summary>
    public void OutOfStep(string host) => _inStepAt.TryRemove(host, out _);

    /// <summary>Whether <paramref name="host"/> was last seen to answer each command once, within 24 hours.</summary>
    public bool AnswersInStep(string host) => _inStepAt.TryGetValue(host, out long at) && time.GetElapsedTime(at) < _inStepFor;
}
