namespace Rollcall.Listeners;

/// <summary>An address cannot be listened at; the message is one sentence that names it.</summary>
internal sealed class ListenException(ListenEndpoint endpoint, string cause, Exception? inner = null)
    : Exception($"cannot listen at {endpoint}: {cause}", inner);
