namespace Rollcall.Listeners;

/// <summary>The door an HTTP connection came in by.</summary>
internal enum ConnectionKind
{
    /// <summary>TCP: calls of the API need a token.</summary>
    Public,

    /// <summary>The Unix socket in state_dir: whoever may open it needs no token.</summary>
    Control,
}

/// <summary>The feature of a connection, seen by HTTP requests too, that tells its door.</summary>
/// <param name="Kind">Which it is.</param>
/// <param name="User">The system user on the other side of a Unix socket, as UID-NAME; empty for TCP.</param>
internal sealed record ConnectionDoor(ConnectionKind Kind, string User = "");
