using System.Text;

namespace Rollcall.Config;

/// <summary>From a file to options, or to all its errors. Nothing throws, whatever the bytes are.</summary>
internal static class ConfigLoader
{
    private const int MaxBytes = 16 << 20; // ten thousand domains with every key need 8 MiB; a device file has no end

    private static readonly UTF8Encoding _utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads a file; errors name it as <paramref name="path"/> does.</summary>
    public static ConfigResult Load(string path)
    {
        byte[] bytes;
        try
        {
            if (Directory.Exists(path))
                return Failed(path, 0, "is a directory; name the configuration file");
            using var file = File.OpenRead(path);
            var limited = new byte[MaxBytes + 1];
            int length = file.ReadAtLeast(limited, limited.Length, throwOnEndOfStream: false);
            if (length > MaxBytes)
                return Failed(path, 0, $"is larger than {MaxBytes >> 20} MiB; that is no configuration");
            bytes = limited[..length];
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return Failed(path, 0, "there is no such file; name another with -c FILE");
        }
        catch (UnauthorizedAccessException)
        {
            return Failed(path, 0, "may not be read by this user; change its owner or mode");
        }
        catch (Exception e) when (e is IOException or ArgumentException or NotSupportedException)
        {
            return Failed(path, 0, $"cannot be read: {e.Message}");
        }
        return Parse(path, bytes);
    }

    /// <summary>Reads the bytes of a file; errors name it <paramref name="file"/>.</summary>
    public static ConfigResult Parse(string file, byte[] bytes)
    {
        string text;
        try
        {
            // A byte order mark at the start is no part of the text.
            int start = bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.Preamble.Length : 0;
            text = _utf8.GetString(bytes.AsSpan(start));
        }
        catch (DecoderFallbackException)
        {
            return Failed(file, FirstBadLine(bytes), "is not UTF-8; save the file as UTF-8");
        }
        var errors = new List<ConfigError>();
        if (TomlReader.Read(file, text, errors) is { } root)
        {
            var log = new BindingLog(file, errors);
            var options = ConfigChecks.Apply(ConfigBinder.Bind(root, log), log);
            if (errors.Count == 0)
                return new ConfigResult(options, []) { LineOf = log.Line };
        }
        return new ConfigResult(null, [.. errors.OrderBy(error => error.Line)]);
    }

    private static int FirstBadLine(ReadOnlySpan<byte> bytes)
    {
        int line = 1;
        while (!bytes.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(bytes, out var rune, out int length) != System.Buffers.OperationStatus.Done)
                return line;
            if (rune.Value == '\n')
                line++;
            bytes = bytes[length..];
        }
        return line;
    }

    private static ConfigResult Failed(string file, int line, string text) => new(null, [new ConfigError(file, line, "", text)]);
}
