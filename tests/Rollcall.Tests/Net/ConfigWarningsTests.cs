using System.Text;
using Rollcall.Config;
using Rollcall.Net;
using Rollcall.Tests.Config;

namespace Rollcall.Tests.Net;

public sealed class ConfigWarningsTests : IDisposable
{
    private const string Listens = "[smtp]\nlisten = [\"0.0.0.0:2525\", \"[::1]:2525\", \"192.0.2.7:2526\"]\n";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("rollcall-warnings-");

    public ConfigWarningsTests() => Open(_folder.FullName, UnixFileMode.OtherRead | UnixFileMode.OtherExecute);

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void SoundFile_HasNone() => Warnings(Listens + Domain("example.com", "10.0.0.5:25")).ShouldBeEmpty();

    [Fact]
    public void NoDomain_IsTold_UnlessTheStoreHasOne()
    {
        Warnings(Listens).ShouldHaveSingleItem().ShouldStartWith("FILE:1: domain: there is none: every recipient gets 554 5.7.1");
        Warnings(Listens, storedDomains: 1).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("")]
    [InlineData("[smtp]\nlisten = []\n")]
    public void NoListener_IsTold(string toml) =>
        Warnings(toml + Domain("example.com", "10.0.0.5")).ShouldHaveSingleItem().ShouldContain(": smtp.listen: there is none");

    [Fact]
    public void ServiceAlone_IsAListener() =>
        Warnings("[policy]\nlisten = [\"127.0.0.1:10031\"]\n" + Domain("example.com", "10.0.0.5")).ShouldBeEmpty();

    [Theory]
    [InlineData("127.0.0.1:2525")]
    [InlineData("127.0.0.9:2525")]
    [InlineData("[::1]:2525")]
    [InlineData("192.0.2.7:2526")]
    [InlineData("lmtp://127.0.0.1:2525")]
    [InlineData("mx.gateway.test:2525")]
    [InlineData("localhost:2526")]
    public void DestinationThatIsOurOwnListener_IsToldWithItsLine(string host) => Warnings(Listens + Domain("example.com", host))
        .ShouldHaveSingleItem().ShouldStartWith($"FILE:6: domain.deliver_to: {host} is a listener of this gateway");

    [Theory]
    [InlineData("127.0.0.1:2526")]
    [InlineData("192.0.2.7:25")]
    [InlineData("mx.gateway.test:25")]
    [InlineData("mx:mx.gateway.test:2525")]
    public void ServerOnAnotherPort_IsNone(string host) => Warnings(Listens + Domain("example.com", host)).ShouldBeEmpty();

    [Fact]
    public void VerifyAtThatIsOurOwnListener_IsTold() => Warnings(Listens + Domain("example.com", "10.0.0.5") + "verify_at = [\"127.0.0.1:2525\"]\n")
        .ShouldHaveSingleItem().ShouldStartWith("FILE:7: domain.verify_at: ");

    [Theory]
    [InlineData("-bad-.com", true)]
    [InlineData("good.-bad.com", true)]
    [InlineData("bad-.example.com", true)]
    [InlineData("a--b.com", false)]
    [InlineData("_dmarc.example.com", false)]
    [InlineData("xn--bcher-kva.example", false)]
    public void LabelWithAHyphenAtItsEdge_IsTold(string name, bool told)
    {
        var warnings = Warnings(Listens + Domain(name, "10.0.0.5"));

        warnings.Count.ShouldBe(told ? 1 : 0);
        warnings.ShouldAllBe(warning => warning.StartsWith($"FILE:5: domain.name: \"{name}\" has a label", StringComparison.Ordinal));
    }

    [Fact]
    public void SecretThatAllMayRead_IsTold_AlsoBehindALink()
    {
        var key = Path.Combine(_folder.FullName, "key.pem");
        File.WriteAllText(key, "key");
        Open(key, UnixFileMode.OtherRead);
        var link = Path.Combine(_folder.FullName, "link.pem");
        File.CreateSymbolicLink(link, key);
        var toml = Listens + $"[smtp.tls]\ncertificate = \"/c.pem\"\nkey = \"{link}\"\n[store]\nconnection_file = \"{key}\"\n" + Domain("example.com", "10.0.0.5");

        Warnings(toml).ShouldBe([
            $"FILE:6: smtp.tls.key: every user of this machine may read \"{link}\" (mode 0644); run chmod o= on it",
            $"FILE:8: store.connection_file: every user of this machine may read \"{key}\" (mode 0644); run chmod o= on it"]);
        File.SetUnixFileMode(key, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Warnings(toml).ShouldBeEmpty();
    }

    [Fact]
    public void OpenFileInAClosedFolder_IsNone()
    {
        var inner = Directory.CreateDirectory(Path.Combine(_folder.FullName, "private"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var secret = Path.Combine(inner.FullName, "store");
        File.WriteAllText(secret, "secret");
        Open(secret, UnixFileMode.OtherRead);

        Warnings(Listens + $"[store]\nconnection_file = \"{secret}\"\n" + Domain("example.com", "10.0.0.5")).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Host=db;Username=rollcall;Password=correct horse", true)]
    [InlineData("Host=db;Username=rollcall", false)]
    public void FileWithAPassword_ThatAllMayRead_IsTold_WithoutThePassword(string connection, bool told)
    {
        var file = Path.Combine(_folder.FullName, "rollcall.toml");
        var toml = Toml.Hostname + Listens + $"[store]\nprovider = \"postgresql\"\nconnection = \"{connection}\"\n" + Domain("example.com", "10.0.0.5");
        File.WriteAllText(file, toml);
        Open(file, UnixFileMode.OtherRead);

        var warnings = ConfigWarnings.Of(ConfigLoader.Load(file), 0);

        warnings.Count.ShouldBe(told ? 1 : 0);
        warnings.ShouldAllBe(warning => warning.Key == "store.connection" && warning.Line == 6 && !warning.Text.Contains("horse"));
    }

    private static void Open(string path, UnixFileMode others) => File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite
        | UnixFileMode.GroupRead | others | (others.HasFlag(UnixFileMode.OtherExecute) ? UnixFileMode.UserExecute : UnixFileMode.None));

    private static string Domain(string name, string host) => $"[[domain]]\nname = \"{name}\"\ndeliver_to = [\"{host}\"]\n";

    private static IReadOnlyList<string> Warnings(string toml, int storedDomains = 0)
    {
        var loaded = ConfigLoader.Parse("FILE", Encoding.UTF8.GetBytes(Toml.Hostname + toml));
        loaded.Errors.ShouldBeEmpty();
        return [.. ConfigWarnings.Of(loaded, storedDomains).Select(warning => warning.ToString())];
    }
}
