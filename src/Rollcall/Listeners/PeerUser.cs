using System.Buffers.Binary;
using System.Globalization;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace Rollcall.Listeners;

/// <summary>The system user on the other side of a Unix socket.</summary>
internal static class PeerUser
{
    private const int SolSocket = 1;
    private const int PeerCredentials = 17; // SO_PEERCRED, unix(7): pid, uid, gid, as they were at connect(2)
    private static readonly Lock _passwords = new(); // getpwuid(3) answers in a buffer of the process

    /// <summary>UID-NAME, or the UID alone when the system has no name for it; "unknown" for a connection that is no Unix socket.</summary>
    public static string Of(ConnectionContext context)
    {
        if (context.Features.Get<IConnectionSocketFeature>()?.Socket is not { AddressFamily: AddressFamily.Unix } socket)
            return "unknown";
        Span<byte> credentials = stackalloc byte[12];
        socket.GetRawSocketOption(SolSocket, PeerCredentials, credentials);
        uint uid = BinaryPrimitives.ReadUInt32LittleEndian(credentials[4..]);
        return uid.ToString(CultureInfo.InvariantCulture) + (NameOf(uid) is { } name ? "-" + name : "");
    }

    private static string? NameOf(uint uid)
    {
        lock (_passwords)
        {
            nint entry = GetPasswordEntry(uid);
            return entry == 0 ? null : Marshal.PtrToStringUTF8(Marshal.ReadIntPtr(entry)); // pw_name is its first member
        }
    }

    [DllImport("libc", EntryPoint = "getpwuid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint GetPasswordEntry(uint uid);
}
