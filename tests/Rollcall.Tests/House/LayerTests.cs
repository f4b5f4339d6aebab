using System.Net.Sockets;
using ArchUnitNET.Domain;
using ArchUnitNET.Fluent;
using ArchUnitNET.Fluent.Syntax.Elements.Types;
using ArchUnitNET.Loader;
using static ArchUnitNET.Fluent.ArchRuleDefinition;
using Assembly = System.Reflection.Assembly;

namespace Rollcall.Tests.House;

/// <summary>The two borders of the house: wire code knows no tenants, decisions know no sockets, SQL or HTTP.</summary>
public sealed class LayerTests
{
    private static readonly Assembly _protocols = Assembly.Load("Rollcall.Protocols");
    private static readonly Assembly _core = Assembly.Load("Rollcall.Core");
    private static readonly Assembly _process = Assembly.Load("rollcall");
    private static readonly Assembly _tests = typeof(LayerTests).Assembly;
    private static readonly Architecture _house = new ArchLoader().LoadAssemblies(_protocols, _core, _process, _tests).Build();

    // System.Net.Primitives (IPAddress) is not among them.
    private static readonly string[] _network =
        ["System.Net.Sockets", "System.Net.NameResolution", "System.Net.Http", "System.Net.Requests", "System.Net.WebClient", "System.Data.Common"];

    private static readonly string[] _coreMayUse =
        ["Rollcall.Protocols", "Microsoft.Extensions.Logging.Abstractions", "MimeKit", "BitFaster.Caching"];

    [Fact]
    public void Protocols_KnowTheBclAlone() => Strangers(_protocols, []).ShouldBeEmpty();

    [Fact]
    public void Core_KnowsProtocolsAndItsFewLibrariesAlone() => Strangers(_core, _coreMayUse).ShouldBeEmpty();

    [Fact]
    public void ForeignAssemblies_AreFound() => Strangers(_tests, _coreMayUse).ShouldContain("System.Net.Sockets");

    [Fact]
    public void Core_OpensNoSocketAndNoDatabase() => Violations(NotDependOn(_core, "^System\\.Net\\.Sockets\\.(Socket|TcpClient|TcpListener|NetworkStream)$|^System\\.Data\\."))
        .ShouldBeEmpty();

    [Fact]
    public void Socket_IsFoundByTheSameRule() => Violations(NotDependOn(_tests, "^System\\.Net\\.Sockets\\.(Socket|TcpClient|TcpListener|NetworkStream)$|^System\\.Data\\."))
        .ShouldContain(typeof(OpensSocket).FullName!);

    [Fact]
    public void ServiceProvider_IsKnownToProgramAlone() => Violations(NotDependOn(_process, "^System\\.IServiceProvider$"))
        .Where(type => type != "Program" && !type.StartsWith("Program+", StringComparison.Ordinal) && !type.StartsWith("Program/", StringComparison.Ordinal))
        .ShouldBeEmpty();

    [Fact]
    public void ServiceLocator_IsFoundByTheSameRule() => Violations(NotDependOn(_tests, "^System\\.IServiceProvider$"))
        .ShouldContain(typeof(AsksForServices).FullName!);

    [Theory]
    [InlineData("Domains|Recipients|Callout", "Gateway|Delivery")]
    public void TheWayOfARecipient_NeverGoesBackUp(string below, string above) =>
        Violations(Types().That().ResideInAssembly(_core).And().HaveFullNameMatching($"^Rollcall\\.Core\\.({below})\\.")
            .Should().NotDependOnAny(Matching($"^Rollcall\\.Core\\.({above})\\.")).WithoutRequiringPositiveResults()).ShouldBeEmpty();

    private static IEnumerable<string> Strangers(Assembly assembly, string[] friends) =>
        assembly.GetReferencedAssemblies().Select(name => name.Name!)
            .Where(name => _network.Contains(name) || !(IsBcl(name) || friends.Contains(name)));

    private static bool IsBcl(string name) =>
        (name.StartsWith("System.", StringComparison.Ordinal) || name is "System" or "netstandard")
        && !name.StartsWith("System.CommandLine", StringComparison.Ordinal);

    private static ArchRule<IType> NotDependOn(Assembly assembly, string pattern) =>
        Types().That().ResideInAssembly(assembly).Should().NotDependOnAny(Matching(pattern)).WithoutRequiringPositiveResults();

    private static GivenTypesConjunction Matching(string pattern) => Types(true).That().HaveFullNameMatching(pattern);

    private static IReadOnlyList<string> Violations(ArchRule<IType> rule) =>
        [.. rule.Evaluate(_house).Where(result => !result.Passed).Select(result => result.EvaluatedObjectIdentifier.Identifier)];

    private sealed record OpensSocket(Socket Socket);

    private sealed record AsksForServices(IServiceProvider Services);
}
