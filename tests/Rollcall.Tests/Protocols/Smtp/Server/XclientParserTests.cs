using System.Net;
using System.Text;
using CsCheck;
using Rollcall.Protocols.Smtp.Server;

namespace Rollcall.Tests.Protocols.Smtp.Server;

/// <summary>The arguments of XCLIENT: what a proxy writes is read back, and nothing else is taken.</summary>
public sealed class XclientParserTests
{
    private static readonly CommandContext _context = new(Utf8Offered: true, Utf8Transaction: false);

    // xtext (RFC 3461 4): any octet may come as + and two digits, some must.
    [Fact]
    public void WhatAProxyTells_IsReadAsItWasMeant_InAnyOrderAndCase()
    {
        var four = Gen.Byte.Array[4].Select(octets => new IPAddress(octets));
        var six = Gen.Byte.Array[16].Select(octets => new IPAddress(octets)).Where(address => !address.IsIPv4MappedToIPv6);
        var address = Gen.OneOf(four.Null(0.2), six.Null(0.2));
        var name = Gen.OneOf("abz019-._+=[]~!".ToArray()).Array[1, 40].Select(c => new string(c)).Null(0.2);
        Gen.Select(address, name, Gen.Int[0, 23], Gen.Bool, Gen.Int).Sample((ip, host, order, lower, seed) =>
        {
            string[] attributes =
            [
                "ADDR=" + (ip is null ? "[UNAVAILABLE]" : Xtext((ip.GetAddressBytes().Length == 16 ? "IPV6:" : "") + ip, seed)),
                "NAME=" + (host is null ? "[TEMPUNAVAIL]" : Xtext(host, seed)),
                "PORT=25", "HELO=proxy.test",
            ];
            var line = "XCLIENT " + string.Join(' ', Permuted(attributes, order).Select(one => lower ? one[..4].ToLowerInvariant() + one[4..] : one));

            var read = CommandParser.Parse(Encoding.ASCII.GetBytes(line), _context).Xclient.ShouldNotBeNull(line);

            read.Address.ShouldBe(ip, line);
            read.Name.ShouldBe(host, line);
        }, iter: 5_000);
    }

    [Fact]
    public void AnyOctets_NeverThrow_AndNothingBrokenComesOut()
    {
        var word = Gen.OneOf("ADDR=", "NAME=", "PORT=", "PROTO=", "HELO=", "IPV6:", "[UNAVAILABLE]", "+", "+0", "+0a", "192.0.2.7", "::1", " ", "LOGIN=");
        var piece = Gen.Frequency((3, word.Select(text => Encoding.ASCII.GetBytes(text))), (1, Gen.Byte.Array[0, 4]));
        piece.Array[0, 12].Sample(pieces =>
        {
            var command = CommandParser.Parse([.. "XCLIENT "u8, .. pieces.SelectMany(octets => octets)], _context);

            (command.Xclient is not null).ShouldBe(command.Refusal is null);
            if (command.Xclient is { Name: { } name })
            {
                name.Length.ShouldBeInRange(1, 255);
                name.ShouldAllBe(c => c > ' ' && c < '\x7f'); // it stands in our trace header
            }
        }, iter: 20_000);
    }

    private static string Xtext(string text, int seed)
    {
        var encoded = new StringBuilder();
        for (int i = 0; i < text.Length; i++)
        {
            bool must = text[i] is '+' or '=';
            encoded.Append(must || (seed >> (i % 31) & 1) == 1 ? $"+{(int)text[i]:X2}" : text[i].ToString());
        }
        return encoded.ToString();
    }

    private static IEnumerable<string> Permuted(string[] all, int order)
    {
        var rest = all.ToList();
        for (int left = all.Length; left > 0; left--)
        {
            int at = order % left;
            order /= left;
            yield return rest[at];
            rest.RemoveAt(at);
        }
    }
}
