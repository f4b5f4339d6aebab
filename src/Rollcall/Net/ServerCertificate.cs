using System.Net.Security;

namespace Rollcall.Net;

/// <summary>
/// The certificate that we show to clients. Its files are looked at again before a handshake, at most once a second, by what they hold: times of
/// files say nothing of links that were turned. What cannot be used is logged, and the one before goes on.
/// </summary>
internal sealed partial class ServerCertificate
{
    private static readonly TimeSpan _checkEvery = TimeSpan.FromSeconds(1);
    private readonly string _certificatePath;
    private readonly string _keyPath;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Lock _gate = new();
    private CertificateFiles _seen;
    private string? _unreadable;
    private long _checked;
    private volatile SslStreamCertificateContext _current;

    /// <summary>Loads what <see cref="CertificateFiles.Check"/> found to be good; throws <see cref="InvalidDataException"/> when it no longer is.</summary>
    public ServerCertificate(string certificatePath, string keyPath, TimeProvider time, ILogger log)
    {
        (_certificatePath, _keyPath, _time, _log) = (certificatePath, keyPath, time, log);
        _checked = time.GetTimestamp();
        SslStreamCertificateContext? context = null;
        var fault = CertificateFiles.TryRead(certificatePath, keyPath, out var files) ?? files!.TryLoad(time.GetUtcNow(), out context);
        if (fault is not null)
            throw new InvalidDataException($"{(fault.OfKey ? keyPath : certificatePath)} {fault.Text}");
        (_seen, _current) = (files!, context!);
    }

    /// <summary>For the next handshake.</summary>
    public SslStreamCertificateContext Current
    {
        get
        {
            // One handshake looks; those beside it do not wait for the disk.
            if (_gate.TryEnter())
            {
                try
                {
                    Refresh();
                }
                finally
                {
                    _gate.Exit();
                }
            }
            return _current;
        }
    }

    private void Refresh()
    {
        if (_time.GetElapsedTime(_checked) < _checkEvery)
            return;
        _checked = _time.GetTimestamp();
        var fault = CertificateFiles.TryRead(_certificatePath, _keyPath, out var files);
        if (fault is not null)
        {
            if (_unreadable != fault.Text)
                Keep(fault);
            _unreadable = fault.Text;
            return;
        }
        _unreadable = null;
        if (files == _seen)
            return;
        _seen = files!;
        fault = files!.TryLoad(_time.GetUtcNow(), out var context);
        if (fault is not null)
        {
            Keep(fault);
            return;
        }
        _current = context!;
        Changed(_log, _certificatePath, new DateTimeOffset(context!.TargetCertificate.NotAfter).ToUniversalTime());
    }

    private void Keep(CertificateFault fault) => Kept(_log, fault.OfKey ? _keyPath : _certificatePath, fault.Text);

    [LoggerMessage(EventName = "certificate_changed", Level = LogLevel.Information, Message = "{File} {Expires}")]
    private static partial void Changed(ILogger log, string file, DateTimeOffset expires);

    [LoggerMessage(EventName = "certificate_kept", Level = LogLevel.Warning, Message = "{File} {Cause}")]
    private static partial void Kept(ILogger log, string file, string cause);
}
