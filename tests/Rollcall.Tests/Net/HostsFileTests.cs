using System.Net;
using Rollcall.Net;

namespace Rollcall.Tests.Net;

public sealed class HostsFileTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    [Fact]
    public void Names_AreReadWithAllTheirAddresses()
    {
        var names = HostsFile.Parse(new StringReader("""
            # the lab
            192.0.2.1   Mail.Example.com mail # ours
            2001:db8::1	mail.example.com
            192.0.2.1 mail.example.com.
            """));

        names["mail.example.com"].ShouldBe([IPAddress.Parse("192.0.2.1"), IPAddress.Parse("2001:db8::1")]);
        names["mail"].ShouldBe([IPAddress.Parse("192.0.2.1")]);
        names.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData("192.0.2.010 mail.example.com")]
    [InlineData("fe80::1%lo0 mail.example.com")]
    [InlineData("192.0.2.1")]
    [InlineData("192.0.2.1 192.0.2.2")]
    [InlineData("192.0.2.1 #mail.example.com")]
    [InlineData("mail.example.com 192.0.2.1")]
    public void LineThatIsNone_IsPassedOver(string line) => HostsFile.Parse(new StringReader(line)).ShouldBeEmpty();

    [Fact]
    public void ChangedFile_IsReadAgain()
    {
        File.WriteAllText(_path, "192.0.2.1 mail.example.com\n");
        var hosts = new HostsFile(_path);
        hosts.Find("mail.example.com").Count.ShouldBe(1);

        File.WriteAllText(_path, "192.0.2.1 mail.example.com\n192.0.2.2 mail.example.com\n");

        hosts.Find("mail.example.com").Count.ShouldBe(2);
    }

    [Fact]
    public void RemovedFile_KnowsNobody()
    {
        File.WriteAllText(_path, "192.0.2.1 mail.example.com\n");
        var hosts = new HostsFile(_path);
        hosts.Find("mail.example.com").Count.ShouldBe(1);

        File.Delete(_path);

        hosts.Find("mail.example.com").ShouldBeEmpty();
    }

    [Fact]
    public void HugeFile_IsNotRead()
    {
        File.WriteAllText(_path, "192.0.2.1 mail.example.com\n" + new string('#', 1 << 20));

        new HostsFile(_path).Find("mail.example.com").ShouldBeEmpty();
    }

    public void Dispose() => File.Delete(_path);
}
