using System.Net;
using Rollcall.Config;

namespace Rollcall.Listeners;

/// <summary>Where to listen: an address with its port, or the path of a Unix socket.</summary>
internal sealed record ListenEndpoint
{
    private ListenEndpoint(IPEndPoint? tcp, string? path) => (Tcp, UnixPath) = (tcp, path);

    /// <summary>Address and port, or null.</summary>
    public IPEndPoint? Tcp { get; }

    /// <summary>An absolute path, or null.</summary>
    public string? UnixPath { get; }

    /// <summary>An address with its port; each binds its own family alone.</summary>
    public static ListenEndpoint At(IPEndPoint endpoint) => new(endpoint, null);

    /// <summary>A Unix socket; a relative path starts at the working folder.</summary>
    public static ListenEndpoint AtUnix(string path) => new(null, Path.GetFullPath(path));

    /// <summary>As the configuration has it.</summary>
    public static ListenEndpoint Of(ListenAddress address) => address.EndPoint is { } tcp ? At(tcp) : AtUnix(address.UnixPath!);

    /// <summary>As the configuration writes it.</summary>
    public override string ToString() => Tcp?.ToString() ?? "unix:" + UnixPath;
}
