using System.Globalization;
using System.Net;
using System.Numerics;
using System.Text.RegularExpressions;
using Rollcall.Config;
using Rollcall.Core.Domains;
using Rollcall.Protocols;

namespace Rollcall.Tests.Fuzz.Targets;

/// <summary>Addresses, networks, listeners and hosts as people write them: SlowAddress gives the same, and each reads back from its own spelling.</summary>
internal static partial class PlaceTarget
{
    public static void Run(byte[] octets)
    {
        var text = new FuzzInput(octets).Text();
        var expected = SlowAddress.Read(text);
        Oracle.Same(expected is not null, IpLiteral.TryParse(text, out var address), "is an address");
        Oracle.Same(expected ?? IPAddress.None, address, "address");
        Oracle.Holds(expected is null || (IpLiteral.TryParse(address.ToString(), out var again) && again.Equals(address)), "an address does not read back");
        CheckNetwork(text);
        CheckListen(text);
        CheckHost(text);
    }

    private static void CheckNetwork(string text)
    {
        var parts = text.Split('/', 2);
        var address = SlowAddress.Read(parts[0]);
        int bits = address?.GetAddressBytes().Length * 8 ?? 0;
        bool good = address is not null && (parts.Length == 1 || (Digits().IsMatch(parts[1]) && BigInteger.Parse(parts[1], CultureInfo.InvariantCulture) <= bits));
        int prefix = !good || parts.Length == 1 ? bits : int.Parse(parts[1], CultureInfo.InvariantCulture);
        good = good && Enumerable.Range(prefix, bits - prefix).All(bit => (address!.GetAddressBytes()[bit / 8] & (0x80 >> (bit % 8))) == 0);

        string complaint = "";
        var network = TextFormats.Network.Read(new TomlScalar(1, text), (_, what) => complaint = what) as IPNetwork?;
        Oracle.Same(good, complaint.Length == 0, "is a network");
        if (!good)
            return;
        Oracle.Same(new IPNetwork(address!, prefix), network!.Value, "network");
        Oracle.Same(network, TextFormats.Network.Read(new TomlScalar(1, network.Value.ToString()), (_, _) => { }) as IPNetwork?, "a network reads back");
    }

    private static void CheckListen(string text)
    {
        var tcp = EndPoint().Match(text);
        var address = SlowAddress.Read(tcp.Groups["v4"].Value + tcp.Groups["v6"].Value);
        bool good = tcp.Success && address is not null && BigInteger.Parse(tcp.Groups["port"].Value, CultureInfo.InvariantCulture) is var port && port > 0 && port < 65536;
        good |= Unix().IsMatch(text) && System.Text.Encoding.UTF8.GetByteCount(text) <= 5 + 107;
        Oracle.Same(good, ListenAddress.TryParse(text, out var listen, out var error), "is a listener");
        if (!good)
            Oracle.Holds(error.Length > 0, "no reason");
        else
            Oracle.Holds(ListenAddress.TryParse(listen!.ToString(), out var again, out _) && again == listen, "a listener does not read back");
    }

    private static void CheckHost(string text)
    {
        if (!DestinationHost.TryParse(text, out var host, out _))
            return;
        Oracle.Holds(Host().IsMatch(text) && host!.Port is > 0 and < 65536, "is no host");
        Oracle.Holds(DestinationHost.TryParse(host!.ToString(), out var again, out _) && again == host, "a host does not read back");
        Oracle.Holds(SlowAddress.Read(host.Name) is not null || (DomainName.TryNormalize(host.Name, out var name) && name == host.Name), "no normal form of a host");
    }

    [GeneratedRegex(@"\A[0-9]+\z")]
    private static partial Regex Digits();

    [GeneratedRegex(@"\A(?:(?<v4>[^:\[\]]+)|\[(?<v6>[^\[\]]*:[^\[\]]*)\]):(?<port>[0-9]+)\z")]
    private static partial Regex EndPoint();

    [GeneratedRegex(@"\Aunix:[^\x00-\x1f\x7f-\x9f]+\z")]
    private static partial Regex Unix();

    // Whatever the name: no control characters, blanks or slashes, and digits alone for a port.
    [GeneratedRegex(@"\A(?i:mx:|lmtp://)?(?:\[[0-9A-Fa-f:.]+\]|[0-9A-Fa-f:.]+|[^\x00-\x20\x7f:/@\[\]]+)(?::[0-9]+)?\z")]
    private static partial Regex Host();
}
