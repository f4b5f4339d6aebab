using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Rollcall.Interop.Harness;

/// <summary>The API over TCP, with a token that the gateway made.</summary>
internal sealed class ApiClient : IDisposable
{
    private readonly HttpClient _http;

    private ApiClient(Gateway gateway, string? token)
    {
        _http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{gateway.HttpPort}") };
        if (token is not null)
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    public static ApiClient WithoutToken(Gateway gateway) => new(gateway, null);

    public static async Task<ApiClient> OpenAsync(Gateway gateway, string name = "grafana")
    {
        var made = await gateway.RunAsync("token", "create", name);
        made.Exit.ShouldBe(0, made.Error);
        return new ApiClient(gateway, made.Out.TrimEnd('\n'));
    }

    public Task<ApiAnswer> GetAsync(string path, string? accept = null) => CallAsync(HttpMethod.Get, path, null, accept);

    public Task<ApiAnswer> PostAsync(string path, string? json = null) => CallAsync(HttpMethod.Post, path, json);

    public Task<ApiAnswer> PutAsync(string path, string json) => CallAsync(HttpMethod.Put, path, json);

    public Task<ApiAnswer> DeleteAsync(string path) => CallAsync(HttpMethod.Delete, path);

    public async Task<ApiAnswer> CallAsync(HttpMethod method, string path, string? json = null, string? accept = null)
    {
        using var body = json is null ? null : new StringContent(json, Encoding.UTF8, "application/json");
        // As written: the client must not decode %2e or %2F.
        using var request = new HttpRequestMessage(method, new Uri($"{_http.BaseAddress!.GetLeftPart(UriPartial.Authority)}{path}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true })) { Content = body };
        if (accept is not null)
            request.Headers.Add("Accept", accept);
        using var answer = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        return new ApiAnswer((int)answer.StatusCode, answer.Content.Headers.ContentType?.MediaType, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>The lines of an answer that lasts, as they come.</summary>
    public async Task<LineStream> StreamAsync(string path) => new(await _http.GetAsync(
        new Uri(path, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken));

    public void Dispose() => _http.Dispose();
}

/// <summary>An answer, whole.</summary>
internal sealed record ApiAnswer(int Status, string? Type, string Body)
{
    public JsonElement Json => JsonSerializer.Deserialize<JsonElement>(Body);

    public string? Text(params string[] path)
    {
        var at = Json;
        foreach (var name in path)
            at = at.GetProperty(name);
        return at.ValueKind == JsonValueKind.Null ? null : at.ToString();
    }
}

/// <summary>Lines of an answer that lasts.</summary>
internal sealed class LineStream(HttpResponseMessage answer) : IDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(20);
    private StreamReader? _reader;

    public int Status => (int)answer.StatusCode;

    public string? Type => answer.Content.Headers.ContentType?.MediaType;

    /// <summary>The next line; null at the end.</summary>
    public async Task<string?> LineAsync()
    {
        _reader ??= new StreamReader(await answer.Content.ReadAsStreamAsync());
        return await _reader.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(_patience);
    }

    /// <summary>The data of the next event.</summary>
    public async Task<JsonElement> EventAsync()
    {
        while (await LineAsync() is { } line)
        {
            if (line.StartsWith("data: ", StringComparison.Ordinal))
                return JsonSerializer.Deserialize<JsonElement>(line[6..]);
        }
        throw new EndOfStreamException("no more events");
    }

    public void Dispose()
    {
        _reader?.Dispose();
        answer.Dispose();
    }
}
