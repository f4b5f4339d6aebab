namespace Rollcall.Storage;

/// <summary>The store cannot be opened at start; the message is one sentence for a person. Exit status 69.</summary>
internal sealed class StoreOpenException(string message, Exception? inner = null) : Exception(message, inner);
