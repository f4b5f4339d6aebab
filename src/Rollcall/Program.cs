using System.CommandLine;
using Rollcall.Cli;

// Errors are one line for people; a stack trace is for nobody.
try
{
    var parsed = CommandLine.Build(TimeProvider.System).Parse(args);
    if (parsed.Errors.Count > 0)
        return Terminal.Fail(ExitCode.Usage, [.. parsed.Errors.Select(error => error.Message)]);
    return await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null, EnableDefaultExceptionHandler = false }).ConfigureAwait(false);
}
catch (Exception e)
{
    return Terminal.Fail(ExitCode.Software, $"internal error: {e.GetType().Name}: {e.Message}");
}
