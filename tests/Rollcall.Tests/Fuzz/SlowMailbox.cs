using System.Text;
using System.Text.RegularExpressions;
using Rollcall.Protocols.Smtp;

namespace Rollcall.Tests.Fuzz;

/// <summary>Addresses and paths by regular expressions over RFC 5321 4.1.2, octets as characters.</summary>
internal static partial class SlowMailbox
{
    public readonly record struct Answer(AddressFault Fault, Mailbox Mailbox, int Length)
    {
        public static Answer Of(AddressFault fault) => new(fault, Mailbox.Null, 0);
    }

    /// <summary>The mailbox at the beginning of <paramref name="text"/>.</summary>
    public static Answer Read(string text, AddressAlphabet alphabet)
    {
        var local = Local().Match(text);
        if (!local.Success || local.Length >= text.Length || text[local.Length] != '@')
            return Answer.Of(AddressFault.Malformed);
        int domain = DomainLength(text[(local.Length + 1)..]);
        if (domain == 0)
            return Answer.Of(AddressFault.Malformed);
        var whole = text[..(local.Length + 1 + domain)];
        if (whole.Any(c => c > 127) && alphabet == AddressAlphabet.Ascii)
            return Answer.Of(AddressFault.NeedsUtf8);
        if (FuzzInput.Decode(whole) is null)
            return Answer.Of(AddressFault.Malformed);
        if (local.Length > 64)
            return Answer.Of(AddressFault.LocalPartTooLong);
        if (domain > 255)
            return Answer.Of(AddressFault.DomainTooLong);
        return new(AddressFault.None, new Mailbox(FuzzInput.Decode(local.Value)!, FuzzInput.Decode(whole[(local.Length + 1)..])!), whole.Length);
    }

    /// <summary>The reverse-path at the beginning of <paramref name="text"/>.</summary>
    public static Answer ReadReverse(string text, AddressAlphabet alphabet) =>
        text.StartsWith("<>", StringComparison.Ordinal) ? new(AddressFault.None, Mailbox.Null, 2) : ReadPath(text, alphabet);

    /// <summary>The forward-path at the beginning of <paramref name="text"/>.</summary>
    public static Answer ReadForward(string text, AddressAlphabet alphabet) =>
        Postmaster().IsMatch(text) ? new(AddressFault.None, new Mailbox(text[1..11], ""), 12) : ReadPath(text, alphabet);

    private static Answer ReadPath(string text, AddressAlphabet alphabet)
    {
        if (!text.StartsWith('<'))
            return Answer.Of(AddressFault.Malformed);
        int start = 1 + RouteLength(text[1..]);
        var found = Read(text[start..], alphabet);
        if (found.Fault != AddressFault.None)
            return found;
        int end = start + found.Length;
        if (end >= text.Length || text[end] != '>')
            return Answer.Of(AddressFault.Malformed);
        return end + 1 > 256 ? Answer.Of(AddressFault.PathTooLong) : found with { Length = end + 1 };
    }

    private static int RouteLength(string text)
    {
        for (int at = 0; at < text.Length && text[at] == '@';)
        {
            int domain = DomainLength(text[(at + 1)..]);
            at += 1 + domain;
            if (domain == 0 || at >= text.Length || text[at] is not (',' or ':'))
                return 0;
            if (text[at++] == ':')
                return at;
        }
        return 0;
    }

    private static int DomainLength(string text)
    {
        if (Literal().Match(text) is { Success: true } literal)
        {
            bool six = literal.Groups[1].Success;
            var address = literal.Groups[2].Value;
            return six == address.Contains(':', StringComparison.Ordinal) && SlowAddress.Read(address) is not null ? literal.Length : 0;
        }
        var name = Name().Match(text).Value;
        return name.Split('.').Any(label => label.Length > 63) ? 0 : name.Length;
    }

    /// <summary>Octets as characters.</summary>
    public static string Characters(byte[] octets) => Encoding.Latin1.GetString(octets);

    [GeneratedRegex(@"\A(?:(?>[A-Za-z0-9!#$%&'*+/=?^_`{|}~\x80-\xff-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~\x80-\xff-]+)*)|""(?>(?:[ !#-\[\]-~\x80-\xff]|\\[ -~])+)"")")]
    private static partial Regex Local();

    [GeneratedRegex(@"\A(?:[A-Za-z0-9_\x80-\xff-]+\.?)*")]
    private static partial Regex Name();

    [GeneratedRegex(@"\A\[([Ii][Pp][Vv]6:)?([0-9A-Fa-f:.]{1,45})\]")]
    private static partial Regex Literal();

    [GeneratedRegex(@"\A<[Pp][Oo][Ss][Tt][Mm][Aa][Ss][Tt][Ee][Rr]>")]
    private static partial Regex Postmaster();
}
