namespace Rollcall.Storage;

/// <summary>What the store tells the operator.</summary>
internal static partial class StoreLog
{
    /// <summary>The store cannot be opened yet at the start.</summary>
    [LoggerMessage(EventName = "store_waiting", Level = LogLevel.Warning, Message = "{Reason} {Seconds}")]
    public static partial void Waiting(ILogger log, string reason, long seconds);

    /// <summary>The store stopped answering, or does not answer for another reason.</summary>
    [LoggerMessage(EventName = "store_unavailable", Level = LogLevel.Warning, Message = "{Reason}")]
    public static partial void Unavailable(ILogger log, string reason);

    /// <summary>The store answers again.</summary>
    [LoggerMessage(EventName = "store_recovered", Level = LogLevel.Information, Message = "{Written}")]
    public static partial void Recovered(ILogger log, int written);

    /// <summary>The queue of writes is full.</summary>
    [LoggerMessage(EventName = "store_queue_full", Level = LogLevel.Warning, Message = "{Waiting} {Effect}")]
    public static partial void QueueFull(ILogger log, int waiting, string effect);

    /// <summary>The program ends while the store does not answer.</summary>
    [LoggerMessage(EventName = "store_writes_lost", Level = LogLevel.Error, Message = "{Lost} {Reason}")]
    public static partial void Lost(ILogger log, int lost, string? reason);
}
