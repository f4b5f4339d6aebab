using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Rollcall.Core.Callout;
using Rollcall.Core.Domains;
using Rollcall.Core.Recipients;

namespace Rollcall.Api;

/// <summary>The evidence of a verdict in JSON.</summary>
internal sealed record EvidenceJson(string Stage, int? Code, string? EnhancedCode, string Text, string? Host)
{
    public static EvidenceJson? Of(Evidence? evidence) => evidence is null
        ? null
        : new(evidence.Stage.Word(), evidence.Code, evidence.EnhancedCode?.ToString(), evidence.Text, evidence.Host);
}

/// <summary>The answer of verify, on the command line and over HTTP.</summary>
internal sealed record VerificationJson(
    string Address, string Domain, string Verdict, string Source, string? VerifiedAt, string? ExpiresAt, EvidenceJson? Evidence)
{
    public static VerificationJson Of(RecipientKey key, Verification known) => new(
        key.ToString(), key.Domain, known.Verdict.Word(), known.Source.Word(),
        Json.Time(known.VerifiedAt), Json.Time(known.ExpiresAt), EvidenceJson.Of(known.Evidence));
}

/// <summary>One item of a domain's list: the columns of the CSV in camelCase.</summary>
internal sealed record RecipientJson(
    string Address, string Verdict, string? Pin, string? VerifiedAt, string? ExpiresAt, string? FirstSeen, string? LastMail,
    int? Code, string? EnhancedCode, string? Text, string? State)
{
    /// <summary>Who pinned it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? PinBy { get; init; }

    /// <summary>Why the learned verdict is what it is; in the answer for one recipient alone, as all that follows.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public EvidenceJson? Evidence { get; init; }

    /// <summary>What will happen to its next mails, sentence by sentence.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Next { get; init; }

    /// <summary>Its last events, newest first, 20 at most; left out when the store does not answer.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<RecipientEventJson>? History { get; init; }

    public static RecipientJson Of(RecipientEntry entry, ProtectedDomain domain, long now) => new(
        entry.Key.ToString(), (entry.Pin ?? entry.Verdict).Word(), entry.Pin?.Word(),
        Json.Time(entry.VerifiedAt), Json.Time(VerdictLife.ExpiresAt(entry, domain.Callout)), Json.Time(entry.FirstSeen), Json.Time(entry.LastMail),
        entry.Evidence?.Code, entry.Evidence?.EnhancedCode?.ToString(), entry.Evidence?.Text,
        VerdictLife.StateOf(entry, domain.Callout, now)?.ToString().ToLowerInvariant());
}

/// <summary>Something that happened to an address: learned, changed, restored, pinned, unpinned; evidence is the server's words, or the lines of the last question.</summary>
internal sealed record RecipientEventJson(string? At, string Kind, string Verdict, string Evidence);

/// <summary>A page of a list; next is the cursor of the page behind it.</summary>
internal sealed record RecipientPageJson(IReadOnlyList<RecipientJson> Items, string? Next);

/// <summary>The state of the running server.</summary>
internal sealed record StatusJson(string HostName, string? StoreTrouble, IReadOnlyList<DomainJson> Domains, IReadOnlyList<HarvestJson> Harvest);

/// <summary>Kept numbers of a domain.</summary>
internal sealed record CountsJson(long Valid, long Invalid, long Pinned);

/// <summary>A protected domain: where it comes from, what is done about its recipients, where its mail goes.</summary>
internal sealed record DomainJson
{
    public required string Name { get; init; }

    /// <summary>file or store.</summary>
    public required string Source { get; init; }

    /// <summary>What its owner should put right, or null.</summary>
    public string? Warning { get; init; }

    /// <summary>active, accepts-all, refuses-call-outs, mass-flip-brake, under-attack.</summary>
    public required string State { get; init; }

    /// <summary>up; calls-down or down from when every host that is asked, or that mail goes to, failed too often until one works again.</summary>
    public required string Health { get; init; }

    /// <summary>Recipients whose new verdict the mass-flip brake holds back; null when it does not hold.</summary>
    public int? Held { get; init; }

    public required string Mode { get; init; }

    public required IReadOnlyList<string> DeliverTo { get; init; }

    public required IReadOnlyList<string> VerifyAt { get; init; }

    public required CountsJson Counts { get; init; }

    /// <summary>The body by which it was put, for a domain of the store.</summary>
    public JsonElement? Definition { get; init; }
}

/// <summary>A page of the domains; next is the cursor of the page behind it.</summary>
internal sealed record DomainPageJson(IReadOnlyList<DomainJson> Items, string? Next);

/// <summary>How JSON is written and read here.</summary>
internal static class Json
{
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // never inside HTML
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip,
    };

    /// <summary>RFC 3339 UTC with milliseconds; null for none.</summary>
    public static string? Time(long? unixMilliseconds) => unixMilliseconds is null or 0
        ? null
        : DateTimeOffset.FromUnixTimeMilliseconds(unixMilliseconds.Value).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
