namespace Rollcall.Protocols.Services;

/// <summary>What lies at the beginning of a buffer.</summary>
public enum RequestStatus
{
    /// <summary>A whole request.</summary>
    Ok,

    /// <summary>The beginning of a request that may still become one.</summary>
    Incomplete,

    /// <summary>No request of this protocol, nor ever will be; where the next one begins is not known.</summary>
    Invalid,
}
