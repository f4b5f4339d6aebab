using Rollcall.Core.Callout;

namespace Rollcall.Api;

/// <summary>The result of a recipient-filtering check, on the command line and over HTTP.</summary>
internal sealed record CheckJson(
    string Domain, string Kind, string Sentence, IReadOnlyList<string> Advice, CheckServerJson Server, CheckTlsJson Tls,
    IReadOnlyList<CheckStepJson> Steps, string Transcript)
{
    public static CheckJson Of(FilteringCheckResult result) => new(
        result.Domain, result.Kind.Word(), result.Sentence, result.Advice,
        new CheckServerJson(result.Server.Host, result.Server.Banner, result.Server.Family.Word()),
        new CheckTlsJson(result.Tls.Offered, result.Tls.Works, result.Tls.NamesHost, result.Tls.Cause),
        [.. result.Steps.Select(CheckStepJson.Of)], result.Transcript);
}

/// <summary>The server that answered.</summary>
internal sealed record CheckServerJson(string? Host, string? Banner, string Family);

/// <summary>What was seen of STARTTLS; null for what was not seen.</summary>
internal sealed record CheckTlsJson(bool? Offered, bool? Works, bool? NamesHost, string? Cause);

/// <summary>One thing that was tried; ms is how long the reply took.</summary>
internal sealed record CheckStepJson(string Name, string Result, int? Code, string? EnhancedCode, string Text, long? Ms)
{
    public static CheckStepJson Of(CheckStep step) =>
        new(step.Name, step.Result, step.Code, step.EnhancedCode?.ToString(), step.Text, (long?)step.Took?.TotalMilliseconds);
}
