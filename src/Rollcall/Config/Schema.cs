using System.Collections.Concurrent;
using System.Net;
using System.Reflection;
using Rollcall.Core.Domains;

namespace Rollcall.Config;

/// <summary>A key of an options record.</summary>
internal sealed record KeySchema(KeyAttribute Key, PropertyInfo Property, ValueFormat Format)
{
    /// <summary>The value to show where there is no default, as TOML; two quotes for none.</summary>
    public string Example => Format is ListFormat ? $"[{TomlText.Quote(Key.Example)}]" : TomlText.Quote(Key.Example);

    /// <summary>The value as TOML, secrets too.</summary>
    public string Write(object options) => Format.Write(Property.GetValue(options)!);
}

/// <summary>A table inside an options record.</summary>
/// <param name="Name">The last part of its name.</param>
/// <param name="Property">Where it stands.</param>
/// <param name="Type">The record of its keys.</param>
/// <param name="Repeated">Whether it is an array of tables.</param>
internal sealed record SubTableSchema(string Name, PropertyInfo Property, Type Type, bool Repeated)
{
    /// <summary>The options in the property: none for a table that is absent, one, or those of an array.</summary>
    public IEnumerable<object> In(object options) => Property.GetValue(options) switch
    {
        null => [],
        IEnumerable<object> many => many,
        var one => [one],
    };
}

/// <summary>What a table may hold, read once from the attributes of its options record; both in the order of the record.</summary>
internal sealed class Schema
{
    private static readonly ConcurrentDictionary<Type, Schema> _schemas = new();

    private Schema(Type type)
    {
        // Reflection promises no order; the metadata has that of the source.
        foreach (var property in type.GetProperties().OrderBy(property => property.MetadataToken))
        {
            if (property.GetCustomAttribute<KeyAttribute>() is { } key)
                Keys.Add(new KeySchema(key, property, FormatOf(key, property.PropertyType)));
            else if (property.GetCustomAttribute<TableAttribute>() is { } table)
                Tables.Add(TableOf(table.Name, property));
        }
    }

    /// <summary>The keys.</summary>
    public List<KeySchema> Keys { get; } = [];

    /// <summary>The tables.</summary>
    public List<SubTableSchema> Tables { get; } = [];

    /// <summary>The schema of an options record.</summary>
    public static Schema Of(Type type) => _schemas.GetOrAdd(type, static type => new Schema(type));

    private static SubTableSchema TableOf(string name, PropertyInfo property) => property.PropertyType.IsGenericType
        ? new SubTableSchema(name, property, property.PropertyType.GetGenericArguments()[0], true)
        : new SubTableSchema(name, property, property.PropertyType, false);

    private static ValueFormat FormatOf(KeyAttribute key, Type type)
    {
        if (type.IsGenericType)
        {
            var element = type.GetGenericArguments()[0];
            return new ListFormat(FormatOf(key, element), element, key.Min.Length > 0 ? 1 : 0);
        }
        return type switch
        {
            { IsEnum: true } => new WordFormat(type),
            _ when type == typeof(bool) => new BooleanFormat(),
            _ when type == typeof(int) => new WholeNumberFormat(key),
            _ when type == typeof(double) => new FractionFormat(key),
            _ when type == typeof(long) => new SizeFormat(key),
            _ when type == typeof(TimeSpan) => new DurationFormat(key),
            _ when type == typeof(ListenAddress) => TextFormats.Listen,
            _ when type == typeof(DestinationHost) => TextFormats.Host,
            _ when type == typeof(IPNetwork) => TextFormats.Network,
            _ when type == typeof(IPEndPoint) => TextFormats.Resolver,
            _ when type == typeof(string) => TextFormats.Of(key.Rule),
            _ => throw new NotSupportedException($"no format for the type of {key.Name}"),
        };
    }
}
