using Rollcall.Config;

namespace Rollcall.Net;

/// <summary>What the files that the configuration names must hold before it is used, at start and at a reload.</summary>
internal static class FilesOfConfig
{
    /// <summary>The mistakes, each with file, line and key; none when all is well.</summary>
    public static IReadOnlyList<ConfigError> Check(ConfigResult loaded, TimeProvider time)
    {
        if (!loaded.IsValid || loaded.Options.Smtp is not { Tls: { IsOffered: true } tls })
            return [];
        if (CertificateFiles.Check(tls.Certificate, tls.Key, time.GetUtcNow()) is not { } fault)
            return [];
        var (key, path) = fault.OfKey ? ("smtp.tls.key", tls.Key) : ("smtp.tls.certificate", tls.Certificate);
        return [loaded.Places.At(key, $"\"{path}\" {fault.Text}")];
    }
}
