using Rollcall.Interop.Harness;

namespace Rollcall.Interop;

/// <summary>A gateway that many tests call, none of which changes anything.</summary>
public sealed class OneGateway : IAsyncLifetime
{
    internal MailSink Sink { get; } = new();

    internal Gateway Gateway { get; private set; } = null!;

    internal ApiClient Api { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Gateway = await Gateway.StartAsync("example.test", Sink.Address);
        Api = await ApiClient.OpenAsync(Gateway);
    }

    public async ValueTask DisposeAsync()
    {
        Api?.Dispose();
        await Gateway.DisposeAsync();
        await Sink.DisposeAsync();
    }
}

/// <summary>Calls that cannot be answered, over TCP: each is a problem document (RFC 9457), and nothing is done.</summary>
public sealed class HttpProblemTests(OneGateway one) : IClassFixture<OneGateway>
{
    private const string List = "/api/v1/domains/example.test/recipients";

    // What the document says of parameters is what the program takes: an unknown one names those that are known.
    [Fact]
    public async Task OpenApiDocument_IsServedWithoutAToken_AndNamesTheParametersThatAreTaken()
    {
        using var without = ApiClient.WithoutToken(one.Gateway);
        var document = await without.GetAsync("/openapi/v1.json");
        (document.Status, document.Type).ShouldBe((200, "application/json"));
        document.Body.ShouldBe(await File.ReadAllTextAsync(Path.Combine(Repo.Root, "docs/openapi.json"), TestContext.Current.CancellationToken));
        int calls = 0;
        foreach (var path in document.Json.GetProperty("paths").EnumerateObject())
        {
            var real = path.Name.Replace("{domain}", "example.test", StringComparison.Ordinal).Replace("{name}", "example.test", StringComparison.Ordinal).Replace("{local}", "alice", StringComparison.Ordinal);
            foreach (var call in path.Value.EnumerateObject())
            {
                var told = call.Value.TryGetProperty("parameters", out var parameters)
                    ? parameters.EnumerateArray().Where(parameter => parameter.GetProperty("in").GetString() == "query").Select(parameter => parameter.GetProperty("name").GetString()).ToList()
                    : [];
                var (status, _, body) = await one.Gateway.CallAsync(new HttpMethod(call.Name.ToUpperInvariant()), real + "?unheard=1");
                status.ShouldBe(400, $"{call.Name} {path.Name}");
                body.ShouldContain($"The parameter unheard is unknown here{(told.Count == 0 ? "" : "; known are " + string.Join(", ", told))}.", customMessage: $"{call.Name} {path.Name}");
                calls++;
            }
        }
        calls.ShouldBeGreaterThan(25);
    }

    [Theory]
    [InlineData("PUT", "/api/v1/domains/example.test", """{"deliverTo":["mx.other.test:25"]}""", 409)]
    [InlineData("DELETE", "/api/v1/domains/example.test", null, 409)]
    [InlineData("PUT", "/api/v1/domains/other.test", """{"deliverTo":["10.0.0.5:25"]}""", 400)]
    [InlineData("PUT", "/api/v1/domains/other.test", """{"deliverTo":["mx.other.test:25"],"deliver":1}""", 400)]
    [InlineData("PUT", "/api/v1/domains/other.test", "{", 400)]
    [InlineData("PUT", "/api/v1/recipient/pin?address=alice@example.test", """{"verdict":"valid","until":"friday"}""", 400)]
    [InlineData("PUT", "/api/v1/recipient/pin?address=alice@example.test", """{"verdict":"unverifiable"}""", 400)]
    [InlineData("PUT", "/api/v1/recipient/pin?address=alice@example.test", "null", 400)]
    [InlineData("POST", "/api/v1/domains/example.test/check", """{"known":"alice@example.test","dataPhase":true}""", 400)]
    [InlineData("POST", "/api/v1/domains/example.test/check", """{"known":"alice@elsewhere.test"}""", 400)]
    [InlineData("POST", "/api/v1/domains/elsewhere.test/check", null, 404)]
    [InlineData("GET", "/api/v1/verify", null, 400)]
    [InlineData("GET", "/api/v1/verify?address=alice", null, 400)]
    [InlineData("GET", "/api/v1/verify?address=alice@elsewhere.test", null, 404)]
    [InlineData("GET", "/api/v1/verify?address=alice@example.test&fresh=maybe", null, 400)]
    [InlineData("GET", "/api/v1/verify?address=alice@example.test&address=bob@example.test", null, 400)]
    [InlineData("GET", "/api/v1/verify?address=alice@example.test&now=true", null, 400)]
    [InlineData("GET", List + "?limit=0", null, 400)]
    [InlineData("GET", List + "?limit=1001", null, 400)]
    [InlineData("GET", List + "?limit=-1", null, 400)]
    [InlineData("GET", List + "?limit=ten", null, 400)]
    [InlineData("GET", List + "?state=unknown", null, 400)]
    [InlineData("GET", List + "?page=2", null, 400)]
    [InlineData("GET", "/api/v1/domains/elsewhere.test/recipients", null, 404)]
    [InlineData("GET", "/api/v1/domains?limit=0", null, 400)]
    [InlineData("GET", "/api/v1/status?verbose=true", null, 400)]
    [InlineData("GET", List + "/nobody", null, 404)]
    [InlineData("DELETE", List + "/nobody", null, 404)]
    [InlineData("DELETE", List + "/nobody/pin", null, 404)]
    [InlineData("POST", "/api/v1/verify?address=alice@example.test", null, 405)]
    [InlineData("GET", "/api/v1/nothing", null, 404)]
    public async Task WhatCannotBe_IsAProblemDocument(string method, string path, string? body, int status)
    {
        var answer = await one.Api.CallAsync(new HttpMethod(method), path, body);

        (answer.Status, answer.Type).ShouldBe((status, "application/problem+json"), answer.Body);
        (answer.Text("status"), string.IsNullOrEmpty(answer.Text("title"))).ShouldBe((status.ToString(System.Globalization.CultureInfo.InvariantCulture), false));
    }

    [Theory]
    [InlineData("GET", "/api/v1/verify?address=alice@example.test")]
    [InlineData("GET", "/api/v1/domains")]
    [InlineData("GET", "/api/v1/domains/example.test")]
    [InlineData("PUT", "/api/v1/domains/other.test")]
    [InlineData("DELETE", "/api/v1/domains/example.test")]
    [InlineData("GET", List)]
    [InlineData("POST", List)]
    [InlineData("DELETE", List)]
    [InlineData("GET", List + "/alice")]
    [InlineData("DELETE", List + "/alice")]
    [InlineData("PUT", List + "/alice/pin")]
    [InlineData("DELETE", List + "/alice/pin")]
    [InlineData("POST", List + "/alice/verify")]
    [InlineData("GET", "/api/v1/recipient?address=alice@example.test")]
    [InlineData("PUT", "/api/v1/recipient/pin?address=alice@example.test")]
    [InlineData("POST", "/api/v1/recipient/verify?address=alice@example.test")]
    [InlineData("POST", "/api/v1/domains/example.test/check")]
    [InlineData("GET", "/api/v1/events")]
    [InlineData("GET", "/api/v1/status")]
    [InlineData("GET", "/api/v1/nothing")]
    public async Task WithoutAToken_NothingIsDone(string method, string path)
    {
        using var without = ApiClient.WithoutToken(one.Gateway);

        var answer = await without.CallAsync(new HttpMethod(method), path);

        (answer.Status, answer.Type).ShouldBe((401, "application/problem+json"));
        one.Sink.Sessions.ShouldBeEmpty();
    }
}
