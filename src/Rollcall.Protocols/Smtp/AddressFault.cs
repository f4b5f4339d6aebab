namespace Rollcall.Protocols.Smtp;

/// <summary>Why a text is no address.</summary>
public enum AddressFault
{
    /// <summary>It is one.</summary>
    None,

    /// <summary>It does not follow the grammar of RFC 5321 4.1.2.</summary>
    Malformed,

    /// <summary>The local part is over 64 octets (RFC 5321 4.5.3.1.1).</summary>
    LocalPartTooLong,

    /// <summary>The domain is over 255 octets (RFC 5321 4.5.3.1.2).</summary>
    DomainTooLong,

    /// <summary>The path is over 256 octets, its brackets included (RFC 5321 4.5.3.1.3).</summary>
    PathTooLong,

    /// <summary>It has characters outside ASCII, and SMTPUTF8 was not asked for (RFC 6531 3.4).</summary>
    NeedsUtf8,
}

/// <summary>Which alphabet an address may use.</summary>
public enum AddressAlphabet
{
    /// <summary>ASCII alone (RFC 5321 4.1.2).</summary>
    Ascii,

    /// <summary>UTF-8 in local part and domain (RFC 6531 3.3).</summary>
    Utf8,
}
