using System.IO.Pipelines;
using System.Net;

namespace Rollcall.Core.Peers;

/// <summary>Opens connections to customers' servers; the only way out of the core.</summary>
public interface IDialer
{
    /// <summary>Connects within <paramref name="timeout"/>. A failure is a value, never an exception, but for cancellation by the caller.</summary>
    ValueTask<DialResult> DialAsync(IPEndPoint endpoint, TimeSpan timeout, CancellationToken cancel);
}

/// <summary>A connection, or the failure and its cause in our words.</summary>
public readonly record struct DialResult(IPeerConnection? Connection, DialFailure Failure, string Cause);

/// <summary>Why there is no connection.</summary>
public enum DialFailure
{
    /// <summary>There is one.</summary>
    None,

    /// <summary>Refused, or unreachable.</summary>
    Refused,

    /// <summary>Nobody answered in time.</summary>
    Timeout,

    /// <summary>This machine lacks what it needs for a connection; it says nothing of the other one.</summary>
    Ours,
}

/// <summary>An open connection; disposing it closes it at once.</summary>
public interface IPeerConnection : IAsyncDisposable
{
    /// <summary>The bytes both ways; replaced by <see cref="StartTlsAsync"/>.</summary>
    IDuplexPipe Transport { get; }

    /// <summary>Our end of it; null where it has no IP address.</summary>
    IPAddress? OwnAddress { get; }

    /// <summary>
    /// The TLS handshake as a client after a positive reply to STARTTLS (RFC 3207 4). Null when it succeeded, else the cause in our words;
    /// the connection is of no use then. With <paramref name="check"/> the certificate must name <paramref name="hostName"/>.
    /// </summary>
    ValueTask<string?> StartTlsAsync(string hostName, CertificateCheck check, CancellationToken cancel);
}

/// <summary>What a certificate must be.</summary>
public enum CertificateCheck
{
    /// <summary>Anything: encryption without identity.</summary>
    None,

    /// <summary>Trusted by the system, and it names the host (RFC 6125).</summary>
    NamesHost,
}
