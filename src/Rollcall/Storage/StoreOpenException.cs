namespace Rollcall.Storage;

/// <summary>The store cannot be opened at start; the message is one sentence for a person. Exit status 69.</summary>
internal sealed class StoreOpenException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Whether the store may be there in a moment: a server that is starting or cannot be reached yet, a file that another program holds.</summary>
    public bool MayPass { get; init; }
}
