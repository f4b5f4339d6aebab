using Microsoft.Extensions.Time.Testing;
using Rollcall.Net;
using Rollcall.Tests.Telemetry;

namespace Rollcall.Tests.Net;

public sealed class ServerCertificateTests : IDisposable
{
    private readonly PemFolder _pem = new();
    private readonly FakeTimeProvider _time = new(PemFolder.Now);
    private readonly LogList _log = new();

    [Fact]
    public void ChangedFiles_AreServedASecondLater()
    {
        var certificate = Open("one.test");
        _pem.Write("two.test");
        Name(certificate).ShouldBe("one.test");
        _time.Advance(TimeSpan.FromSeconds(1));
        Name(certificate).ShouldBe("two.test");
        _log.Lines.ShouldBe([$"Information {_pem.Certificate} 06/02/2026 12:00:00 +00:00"]);
    }

    [Fact]
    public void UnchangedFiles_AreTheSameCertificate()
    {
        var certificate = Open("one.test");
        var before = certificate.Current;
        _time.Advance(TimeSpan.FromMinutes(1));
        certificate.Current.ShouldBeSameAs(before);
        _log.Lines.ShouldBeEmpty();
    }

    [Fact]
    public void BrokenNewFile_KeepsTheOldOneAndWarnsOnce()
    {
        var certificate = Open("one.test");
        File.WriteAllText(_pem.Certificate, "half a fi");
        for (int i = 0; i < 3; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            Name(certificate).ShouldBe("one.test");
        }
        _log.Lines.ShouldBe([$"Warning {_pem.Certificate} holds no certificate in PEM"]);
        _pem.Write("two.test");
        _time.Advance(TimeSpan.FromSeconds(1));
        Name(certificate).ShouldBe("two.test");
    }

    [Fact]
    public void MissingFile_KeepsTheOldOneAndWarnsOnce()
    {
        var certificate = Open("one.test");
        File.Delete(_pem.Key);
        for (int i = 0; i < 3; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            Name(certificate).ShouldBe("one.test");
        }
        _log.Lines.ShouldBe([$"Warning {_pem.Key} does not exist"]);
    }

    public void Dispose() => _pem.Dispose();

    private ServerCertificate Open(string name)
    {
        _pem.Write(name);
        return new ServerCertificate(_pem.Certificate, _pem.Key, _time, _log);
    }

    private static string Name(ServerCertificate certificate) => PemFolder.NameIn(certificate.Current.TargetCertificate);
}
