namespace Rollcall.Api;

/// <summary>The OpenAPI document: that of the repository, in the program. It is the same for all and made once, so that asking for it costs nothing.</summary>
internal static class OpenApiDocument
{
    private const string Name = "Rollcall.openapi.json";

    /// <summary>Adds it to <paramref name="app"/>.</summary>
    public static void Map(WebApplication app)
    {
        using var stream = typeof(OpenApiDocument).Assembly.GetManifestResourceStream(Name)!;
        var document = new byte[stream.Length];
        stream.ReadExactly(document);
        app.MapGet("/openapi/v1.json", () => Results.Bytes(document, "application/json")).ExcludeFromDescription().At(ApiDoor.Open);
    }
}
