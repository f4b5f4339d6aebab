using System.Security.Cryptography;
using System.Text;
using Rollcall.Core.Recipients;
using Rollcall.Storage;

namespace Rollcall.Api;

/// <summary>How a change of a token ended.</summary>
internal enum TokenChange
{
    /// <summary>It is in the store.</summary>
    Done,

    /// <summary>There is a token of this name.</summary>
    Taken,

    /// <summary>There are as many tokens as there may be.</summary>
    Full,

    /// <summary>There is no token of this name.</summary>
    NoToken,

    /// <summary>The store does not answer; nothing is changed.</summary>
    Unavailable,
}

/// <summary>
/// The tokens of the API. Their hashes are in memory, so that a request asks no store, and a store that is away locks nobody out; a change is
/// in the store before it holds. What other nodes have changed comes with the next <see cref="RefreshAsync"/>.
/// </summary>
internal sealed partial class ApiTokens(ITokenStore store, TimeProvider time, ILogger<ApiTokens> log)
{
    /// <summary>The most there may be: each is compared with what a request brings.</summary>
    public const int Max = 1000;

    /// <summary>Most characters of a name.</summary>
    public const int MaxName = 64;

    /// <summary>No token has this name: earlier releases named every pin of the command line so.</summary>
    public const string Control = "control";

    private const string Prefix = "rollcall_"; // by it people and scanners of repositories know what they have found
    private const int Octets = 32; // of randomness: nobody guesses it, and a fast hash is enough
    private const int MaxText = 256; // a longer text is no token, and is not worth its hash
    private volatile Known[] _known = []; // swapped whole

    private SemaphoreSlim Turn { get; } = new(1);

    /// <summary>All of them, in the order of their names.</summary>
    public IReadOnlyList<StoredToken> List => [.. _known.Select(known => known.Token)];

    /// <summary>Whether a name can be one: 1 to 64 letters, digits, dots, hyphens and underscores, the first a letter or a digit.</summary>
    public static bool IsName(string name) =>
        name.Length is > 0 and <= MaxName && name != Control && char.IsAsciiLetterOrDigit(name[0])
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_');

    /// <summary>Takes the tokens of the store at the start. The failure is one sentence, or null.</summary>
    public async Task<string?> LoadAsync() =>
        await ReadAsync().ConfigureAwait(false) ? null : "the tokens in the store cannot be read: the store does not answer";

    /// <summary>Takes what other nodes have changed; a store that is away leaves all as it is.</summary>
    public Task RefreshAsync() => ReadAsync();

    /// <summary>Makes a token; its text is shown once and never known again.</summary>
    public Task<(TokenChange Change, StoredToken? Token, string? Text)> CreateAsync(string name) =>
        InTurnAsync<(TokenChange, StoredToken?, string?)>(async () =>
        {
            if (_known.Length >= Max)
                return (TokenChange.Full, null, null);
            var text = Prefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(Octets)).TrimEnd('=').Replace('+', '-').Replace('/', '_');
            var token = new StoredToken(name, Convert.ToHexStringLower(HashOf(text)), time.GetUtcNow().ToUnixTimeMilliseconds());
            switch (await store.AddAsync(token).ConfigureAwait(false))
            {
                case StoreWrite.Done:
                    Swap(List.Append(token).OrderBy(known => known.Name, StringComparer.Ordinal));
                    Changed(log, name, "created");
                    return (TokenChange.Done, token, text);
                case StoreWrite.Exists:
                    return (TokenChange.Taken, null, null);
                default:
                    return (TokenChange.Unavailable, null, null);
            }
        });

    /// <summary>Ends a token: from now on it opens nothing here, and on other nodes after their next refresh.</summary>
    public Task<TokenChange> RevokeAsync(string name) => InTurnAsync(async () =>
    {
        switch (await store.RemoveAsync(name).ConfigureAwait(false))
        {
            case StoreWrite.Done:
                Swap(List.Where(known => known.Name != name));
                Changed(log, name, "revoked");
                return TokenChange.Done;
            case StoreWrite.NoEntry:
                return TokenChange.NoToken;
            default:
                return TokenChange.Unavailable;
        }
    });

    /// <summary>Whose token a text is; null for none. It takes as long for one that is nearly right as for any other.</summary>
    public string? NameOf(string text)
    {
        if (text.Length > MaxText)
            return null;
        var hash = HashOf(text);
        string? name = null;
        foreach (var known in _known) // all of them, whichever it is
        {
            if (CryptographicOperations.FixedTimeEquals(known.Hash, hash))
                name = known.Token.Name;
        }
        return name;
    }

    private static byte[] HashOf(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));

    private Task<bool> ReadAsync() => InTurnAsync(async () =>
    {
        if (await store.ListAsync().ConfigureAwait(false) is not { } tokens)
            return false;
        if (!tokens.SequenceEqual(List))
            Swap(tokens);
        return true;
    });

    private void Swap(IEnumerable<StoredToken> tokens) =>
        _known = [.. tokens.Select(token => new Known(token, Convert.FromHexString(token.Hash)))];

    private async Task<T> InTurnAsync<T>(Func<Task<T>> work)
    {
        await Turn.WaitAsync().ConfigureAwait(false);
        try
        {
            return await work().ConfigureAwait(false);
        }
        finally
        {
            Turn.Release();
        }
    }

    private sealed record Known(StoredToken Token, byte[] Hash);

    [LoggerMessage(EventName = "token", Level = LogLevel.Information, Message = "{Name} {Change}")]
    private static partial void Changed(ILogger log, string name, string change);
}
