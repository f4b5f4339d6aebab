using System.Net;
using Rollcall.Core.Gateway;
using Rollcall.Protocols;

namespace Rollcall.Api;

/// <summary>A client or network that guesses recipients.</summary>
internal sealed record HarvestJson(string Client, int Unknown, int Recipients, long? BannedSeconds)
{
    public static HarvestJson Of(HarvestEntry entry) =>
        new(entry.Client, entry.Unknown, entry.Recipients, entry.BannedFor is { } rest ? (long)Math.Ceiling(rest.TotalSeconds) : null);
}

/// <summary>Harvest protection: who is limited or banned, and how a person lifts it.</summary>
internal sealed class HarvestApi(GatewayProcess gateway)
{
    /// <summary>Adds the calls to <paramref name="app"/>.</summary>
    public void Map(WebApplication app)
    {
        app.MapGet("/api/v1/harvest", (HttpRequest request) =>
            Problems.OfQuery(request) ?? Results.Json(List(), Json.Options))
            .Says("Who guesses recipients, and is limited or banned for it").Answers<IReadOnlyList<HarvestJson>>();
        app.MapDelete("/api/v1/harvest", Lift)
            .Says("Lifts the ban of a client or network", new ApiParameter("client", "Its address, or network as address/length.") { IsRequired = true }).AnswersNothing(404);
    }

    /// <summary>Who is limited or banned now.</summary>
    public IReadOnlyList<HarvestJson> List() => [.. gateway.Harvest.List().Select(HarvestJson.Of)];

    private IResult Lift(HttpRequest request)
    {
        if (Problems.OfQuery(request, "client") is { } unknown)
            return unknown;
        string client = request.Query["client"].ToString();
        if (!TryRead(client, out var network))
            return Problems.BadRequest($"\"{client}\" is no address and no network, as in 192.0.2.7 or 2001:db8::/64.");
        return gateway.Harvest.Lift(network) ? Results.NoContent() : Problems.NotFound($"Nothing is counted of {client}.");
    }

    private static bool TryRead(string text, out IPNetwork network)
    {
        if (IPNetwork.TryParse(text, out network))
            return true;
        if (!IpLiteral.TryParse(text, out var address))
            return false;
        network = new IPNetwork(address, address.GetAddressBytes().Length * 8);
        return true;
    }
}
