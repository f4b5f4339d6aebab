namespace Rollcall.Config;

/// <summary>What the text of a key must be.</summary>
internal enum TextRule
{
    /// <summary>Any text without control characters.</summary>
    Any,

    /// <summary>A host name of letters, digits and hyphens (RFC 5321 2.3.5).</summary>
    HostName,

    /// <summary>A domain, brought to its normal form.</summary>
    Domain,

    /// <summary>Empty, or an address of the form local@domain.</summary>
    Mailbox,

    /// <summary>A path that is not empty.</summary>
    Path,

    /// <summary>Empty, or a path.</summary>
    OptionalPath,

    /// <summary>Empty, or up to eight characters that may stand in a local part.</summary>
    Separator,
}

/// <summary>
/// A key of the configuration file. The property's type says how the value is written, its initial value is the default, and its summary
/// is the description in docs/config.md.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class KeyAttribute(string name) : Attribute
{
    /// <summary>The key as written.</summary>
    public string Name { get; } = name;

    /// <summary>Least value, in the notation of the key; for a list its least length.</summary>
    public string Min { get; init; } = "";

    /// <summary>Greatest value, in the notation of the key.</summary>
    public string Max { get; init; } = "";

    /// <summary>What a text must be.</summary>
    public TextRule Rule { get; init; }

    /// <summary>Whether the file must have the key.</summary>
    public bool Required { get; init; }

    /// <summary>A value to show where there is no default.</summary>
    public string Example { get; init; } = "";

    /// <summary>Whether the value may hold a password, which nobody is shown.</summary>
    public bool Secret { get; init; }

    /// <summary>Whether a change needs a restart.</summary>
    public bool Restart { get; init; }
}

/// <summary>A table of the configuration file. A property that is null by default is a table whose absence means something; a list is an array of tables.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class TableAttribute(string name) : Attribute
{
    /// <summary>The last part of the table's name.</summary>
    public string Name { get; } = name;
}
