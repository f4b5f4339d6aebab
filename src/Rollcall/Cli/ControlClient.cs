using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Rollcall.Api;
using Rollcall.Config;
using Rollcall.Storage;

namespace Rollcall.Cli;

/// <summary>What becomes of a document that the server does not take.</summary>
/// <param name="Exit">The exit status.</param>
/// <param name="Prefix">What stands before each of its errors.</param>
internal sealed record Rejection(int Exit, string Prefix);

/// <summary>Speaks to the running server over the socket in its state_dir; problems become an exit status and one line.</summary>
internal sealed class ControlClient : IDisposable
{
    private readonly HttpClient _http;

    private ControlClient(string socketPath)
    {
        _http = new HttpClient(new SocketsHttpHandler { ConnectCallback = (_, cancel) => ConnectAsync(socketPath, cancel), UseProxy = false })
        {
            BaseAddress = new Uri("http://rollcall"),
            Timeout = Timeout.InfiniteTimeSpan, // an import, or the end of a large domain, takes its time; the operator has Ctrl-C
        };
    }

    /// <summary>Runs <paramref name="call"/> against the server that the configuration file names.</summary>
    public static async Task<int> RunAsync(string configFile, Func<ControlClient, Task<int>> call)
    {
        var loaded = ConfigLoader.Load(configFile);
        if (loaded.Options is not { } options)
            return Terminal.Fail(ExitCode.Config, [.. loaded.Errors.Select(error => error.ToString())]);
        using var client = new ControlClient(StateDirectory.ControlSocketOf(options.StateDir));
        try
        {
            return await call(client).ConfigureAwait(false);
        }
        catch (HttpRequestException e) when (e.InnerException is SocketException { SocketErrorCode: SocketError.AccessDenied })
        {
            return Terminal.Fail(ExitCode.Unavailable, $"the socket in state_dir {options.StateDir} may be opened by its owner alone; run this as the user of rollcall");
        }
        catch (HttpRequestException e) when (e.InnerException is SocketException or null)
        {
            return Terminal.Fail(ExitCode.Unavailable, $"no rollcall is running with state_dir {options.StateDir}");
        }
        catch (HttpRequestException)
        {
            return Terminal.Fail(ExitCode.Unavailable, $"the rollcall with state_dir {options.StateDir} went away before it had answered");
        }
    }

    /// <summary>GET; the value, or an exit status for the problem.</summary>
    public async Task<(T? Value, int Exit)> GetAsync<T>(string path)
        where T : class
    {
        using var response = await _http.GetAsync(new Uri(path, UriKind.Relative)).ConfigureAwait(false);
        if (!response.IsSuccessStatusCode)
            return (null, await ProblemAsync(response).ConfigureAwait(false));
        var stream = await response.Content.ReadAsStreamAsync().ConfigureAwait(false);
        return (await JsonSerializer.DeserializeAsync<T>(stream, Json.Options).ConfigureAwait(false), ExitCode.Ok);
    }

    /// <summary>GET of a document in another form than JSON, copied to <paramref name="to"/> as it comes.</summary>
    public async Task<int> CopyAsync(string path, string accept, Stream to)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
        request.Headers.Add("Accept", accept);
        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead).ConfigureAwait(false);
        if (!response.IsSuccessStatusCode)
            return await ProblemAsync(response).ConfigureAwait(false);
        try
        {
            await response.Content.CopyToAsync(to).ConfigureAwait(false);
            return ExitCode.Ok;
        }
        catch (HttpRequestException e) when (e.InnerException is HttpIOException) // the server cuts what it cannot bring to its end
        {
            return Terminal.Fail(ExitCode.Unavailable, "the list broke off: the store does not answer");
        }
    }

    /// <summary>POST of a document; the value, or an exit status. An answer without content has no value.</summary>
    public async Task<(T? Value, int Exit)> PostAsync<T>(string path, HttpContent body, Rejection rejection)
        where T : class
    {
        using var response = await _http.PostAsync(new Uri(path, UriKind.Relative), body).ConfigureAwait(false);
        if (!response.IsSuccessStatusCode)
            return (null, await ProblemAsync(response, rejection.Exit, rejection.Prefix).ConfigureAwait(false));
        if (response.StatusCode == HttpStatusCode.NoContent)
            return (null, ExitCode.Ok);
        var stream = await response.Content.ReadAsStreamAsync().ConfigureAwait(false);
        return (await JsonSerializer.DeserializeAsync<T>(stream, Json.Options).ConfigureAwait(false), ExitCode.Ok);
    }

    /// <summary>A call without an answer but its status; <paramref name="rejected"/> is the exit status for what the server does not take.</summary>
    public async Task<int> SendAsync(HttpMethod method, string path, object? body = null, int rejected = ExitCode.Usage)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        if (body is not null)
            request.Content = JsonContent.Create(body, options: Json.Options);
        using var response = await _http.SendAsync(request).ConfigureAwait(false);
        return response.IsSuccessStatusCode ? ExitCode.Ok : await ProblemAsync(response, rejected).ConfigureAwait(false);
    }

    public void Dispose() => _http.Dispose();

    private static async Task<int> ProblemAsync(HttpResponseMessage response, int rejected = ExitCode.Usage, string prefix = "")
    {
        var text = await response.Content.ReadAsStringAsync().ConfigureAwait(false);
        int exit = response.StatusCode switch
        {
            HttpStatusCode.NotFound => ExitCode.NoUser,
            HttpStatusCode.BadRequest or HttpStatusCode.Conflict or HttpStatusCode.UnprocessableEntity or HttpStatusCode.RequestEntityTooLarge => rejected,
            HttpStatusCode.ServiceUnavailable => ExitCode.Unavailable,
            _ => ExitCode.Software,
        };
        return Terminal.Fail(exit, [.. DetailsOf(text).Select(detail => prefix + detail)]);
    }

    // The single errors say it all; without them it is the sentence of the whole.
    private static string[] DetailsOf(string problem)
    {
        try
        {
            using var document = JsonDocument.Parse(problem);
            if (document.RootElement.TryGetProperty("errors", out var errors))
                return [.. errors.EnumerateArray().Select(error => error.GetProperty("detail").GetString()!)];
            return [document.RootElement.TryGetProperty("detail", out var detail) ? detail.GetString() ?? problem : problem];
        }
        catch (JsonException)
        {
            return [problem];
        }
    }

    private static async ValueTask<Stream> ConnectAsync(string path, CancellationToken cancel)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancel).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
