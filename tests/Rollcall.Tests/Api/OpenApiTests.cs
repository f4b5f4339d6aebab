using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.OpenApi;
using Rollcall.Api;
using Rollcall.Tests.House;
using Rollcall.Tests.Reload;

namespace Rollcall.Tests.Api;

/// <summary>docs/openapi.json, which the program serves: made of the calls as they are mapped.</summary>
public sealed class OpenApiTests
{
    private const string Page = "docs/openapi.json";

    /// <summary>With UPDATE_DOCS=1 in the environment (`make docs`) the document is written first.</summary>
    [Fact]
    public async Task Document_IsThatOfTheMappedCalls()
    {
        var wanted = await MakeAsync();
        if (Environment.GetEnvironmentVariable("UPDATE_DOCS") == "1")
            await File.WriteAllTextAsync(Path.Combine(SourceTree.Root, Page), wanted, TestContext.Current.CancellationToken);

        (await File.ReadAllTextAsync(Path.Combine(SourceTree.Root, Page), TestContext.Current.CancellationToken)).ShouldBe(wanted, "run `make docs` and commit docs/openapi.json");
    }

    // The table of HTTP calls in the contract.
    [Theory]
    [InlineData("/api/v1/verify", "get")]
    [InlineData("/api/v1/domains", "get")]
    [InlineData("/api/v1/domains/{name}", "get put delete")]
    [InlineData("/api/v1/domains/{domain}/recipients", "get post delete")]
    [InlineData("/api/v1/domains/{domain}/recipients/{local}", "get delete")]
    [InlineData("/api/v1/domains/{domain}/recipients/{local}/pin", "put delete")]
    [InlineData("/api/v1/domains/{domain}/recipients/{local}/verify", "post")]
    [InlineData("/api/v1/recipient", "get delete")]
    [InlineData("/api/v1/recipient/pin", "put delete")]
    [InlineData("/api/v1/recipient/verify", "post")]
    [InlineData("/api/v1/domains/{name}/check", "post")]
    [InlineData("/api/v1/events", "get")]
    public async Task Call_IsDescribed_WithItsAnswerAndItsProblems(string path, string methods)
    {
        var paths = JsonNode.Parse(await MakeAsync())!["paths"]!;
        foreach (var method in methods.Split(' '))
        {
            var call = paths[path]?[method].ShouldNotBeNull($"{method} {path}")!;
            call["summary"]!.ToString().ShouldNotBeEmpty();
            var answers = call["responses"]!.AsObject();
            answers.ShouldContain(answer => answer.Key.StartsWith('2'));
            foreach (var status in new[] { "400", "401" })
                answers[status]!["content"]!["application/problem+json"]!["schema"].ShouldNotBeNull();
            foreach (var name in path.Split('{').Skip(1).Select(part => part.Split('}')[0]))
                call["parameters"]!.AsArray().ShouldContain(parameter => parameter!["in"]!.ToString() == "path" && parameter["name"]!.ToString() == name);
            if (method == "put")
                call["requestBody"]!["content"]!["application/json"].ShouldNotBeNull();
        }
    }

    [Fact]
    public async Task EveryCallOfTheApi_HasASummary()
    {
        var calls = JsonNode.Parse(await MakeAsync())!["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject().Select(call => (Path: path.Key, Method: call.Key, call.Value)));

        calls.Where(call => call.Value!["summary"] is null).Select(call => $"{call.Method} {call.Path}").ShouldBeEmpty();
    }

    private static async Task<string> MakeAsync()
    {
        await using var live = new LiveGateway();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore(); // never started
        builder.Services.AddRoutingCore();
        builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.NumberHandling = JsonNumberHandling.Strict);
        builder.Services.AddOpenApi("v1", Describe);
        await using var app = builder.Build();
        app.UseRouting();
        var tokens = new ApiTokens(new FakeTokenStore(), live.Time, NullLogger<ApiTokens>.Instance);
        ControlApi.Map(app, new ControlParts(live.Gateway, live.Domains, tokens, live.Time, NullLogger.Instance, live.Reloader));
        NameBodies(app);
        app.UseEndpoints(_ => { }); // from here on the calls are known, without a start
        var document = await app.Services.GetRequiredKeyedService<IOpenApiDocumentProvider>("v1").GetOpenApiDocumentAsync(TestContext.Current.CancellationToken);
        return (await document.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1, TestContext.Current.CancellationToken)).ReplaceLineEndings("\n") + "\n";
    }

    // The document maker knows bodies by the framework's mark alone.
    private static void NameBodies(IEndpointRouteBuilder app)
    {
        var calls = app.DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>().Select(call => call.Metadata.GetMetadata<ApiBody>() is { } body
            ? new RouteEndpoint(call.RequestDelegate!, call.RoutePattern, call.Order, Named(call.Metadata, body), call.DisplayName)
            : call).ToList();
        app.DataSources.Clear();
        app.DataSources.Add(new DefaultEndpointDataSource(calls));
    }

    private static EndpointMetadataCollection Named(EndpointMetadataCollection metadata, ApiBody body) =>
        new(metadata.Append(new AcceptsMetadata([.. body.ContentTypes], body.Type, body.IsOptional)));

    private static void Describe(OpenApiOptions options)
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo
            {
                Title = "Rollcall",
                Version = "1",
                Description = "Does this recipient exist? Within v1 only additions are made: ignore fields and values that you do not know. Times are RFC 3339 UTC with milliseconds.",
            };
            document.Servers = null;
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
            {
                ["bearer"] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "rollcall token create NAME; on the control socket none is needed." },
            };
            document.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("bearer", document)] = [] }];
            document.Tags = null;
            foreach (var call in document.Paths.Values.SelectMany(path => path.Operations!.Values))
            {
                call.Tags?.Clear();
                call.Responses = InOrder(call.Responses!);
            }
            ((OpenApiSchema)document.Components.Schemas!["ProblemDetails"]).Properties!["errors"] = Errors();
            return Task.CompletedTask;
        });
        options.AddOperationTransformer(DescribeAsync);
        options.CreateSchemaReferenceId = type => OpenApiOptions.CreateDefaultSchemaReferenceId(type) is { } name && name.EndsWith("Json", StringComparison.Ordinal)
            ? name[..^4]
            : OpenApiOptions.CreateDefaultSchemaReferenceId(type);
    }

    private static OpenApiResponses InOrder(OpenApiResponses answers)
    {
        var sorted = new OpenApiResponses();
        foreach (var (status, answer) in answers.OrderBy(one => one.Key, StringComparer.Ordinal))
            sorted[status] = answer;
        return sorted;
    }

    // ErrorJson: the extension member of our problem documents.
    private static OpenApiSchema Errors() => new()
    {
        Type = JsonSchemaType.Array,
        Description = "All errors of the request, where there may be several.",
        Items = new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Properties = new Dictionary<string, IOpenApiSchema>
            {
                ["detail"] = new OpenApiSchema { Type = JsonSchemaType.String },
                ["field"] = new OpenApiSchema { Type = JsonSchemaType.String | JsonSchemaType.Null },
                ["line"] = new OpenApiSchema { Type = JsonSchemaType.Integer | JsonSchemaType.Null },
            },
        },
    };

    private static Task DescribeAsync(OpenApiOperation call, OpenApiOperationTransformerContext context, CancellationToken cancel)
    {
        var marks = context.Description.ActionDescriptor.EndpointMetadata;
        call.Parameters ??= [];
        foreach (var parameter in marks.OfType<ApiQuery>().SelectMany(query => query.Parameters))
        {
            bool isNumber = parameter == ApiParameter.Limit;
            call.Parameters.Add(new OpenApiParameter
            {
                Name = parameter.Name,
                In = ParameterLocation.Query,
                Description = parameter.Text,
                Required = parameter.IsRequired,
                Schema = isNumber ? new OpenApiSchema { Type = JsonSchemaType.Integer, Minimum = "1", Maximum = "1000" } : new OpenApiSchema { Type = JsonSchemaType.String },
            });
        }
        if (call.Responses!.Values.SelectMany(answer => answer.Content ?? new Dictionary<string, OpenApiMediaType>()).FirstOrDefault(content => content.Key == "text/csv").Value is { } csv)
            csv.Schema = new OpenApiSchema { Type = JsonSchemaType.String };
        if (call.RequestBody?.Content is { } bodies && bodies.TryGetValue("text/csv", out var import))
            import.Schema = new OpenApiSchema { Type = JsonSchemaType.String };
        var problem = call.Responses["400"].Content!["application/problem+json"];
        call.Responses["401"] = new OpenApiResponse { Description = "Unauthorized", Content = new Dictionary<string, OpenApiMediaType> { ["application/problem+json"] = problem } };
        if (marks.OfType<ApiDoorMark>().Any(mark => mark.Door == ApiDoor.ControlOnly))
        {
            call.Description = "On the control socket alone.";
            call.Responses["403"] = new OpenApiResponse { Description = "Forbidden", Content = new Dictionary<string, OpenApiMediaType> { ["application/problem+json"] = problem } };
        }
        return Task.CompletedTask;
    }
}
