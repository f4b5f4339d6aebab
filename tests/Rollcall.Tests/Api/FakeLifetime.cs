using Microsoft.AspNetCore.Http.Features;

namespace Rollcall.Tests.Api;

/// <summary>The life of a request, ended by <paramref name="aborted"/>.</summary>
internal sealed class FakeLifetime(CancellationTokenSource aborted) : IHttpRequestLifetimeFeature
{
    public CancellationToken RequestAborted { get; set; } = aborted.Token;

    public bool IsAborted => aborted.IsCancellationRequested;

    public void Abort() => aborted.Cancel();
}
