using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Rollcall.Api;
using Rollcall.Core.Callout;
using Rollcall.Core.Domains;
using Rollcall.Net;

namespace Rollcall.Cli;

/// <summary>How `rollcall check` was called.</summary>
internal sealed record CheckArguments(string Domain, string ConfigFile, string? Server, string? Known, bool WithDataStage, bool AsJson);

/// <summary>Checks whether the server of a domain refuses unknown recipients, in this process; it needs no running server and remembers nothing.</summary>
internal static class CheckCommand
{
    public static Command Build(Option<string> config, TimeProvider time)
    {
        var domain = new Argument<string>("domain");
        var server = new Option<string?>("--server") { Description = "Check HOST:PORT; no configuration is needed" };
        var known = new Option<string?>("--known") { Description = "A recipient of the domain that exists" };
        var dataStage = new Option<bool>("--data-stage") { Description = "Open DATA for an unknown recipient too, and hang up without a message" };
        var json = new Option<bool>("--json") { Description = "One JSON document" };
        var command = new Command("check", "Checks whether the server of a domain refuses unknown recipients") { domain, server, known, dataStage, json };
        command.SetAction((parsed, cancel) => RunAsync(
            new CheckArguments(parsed.GetValue(domain)!, parsed.GetValue(config)!, parsed.GetValue(server), parsed.GetValue(known),
                parsed.GetValue(dataStage), parsed.GetValue(json)),
            time, cancel));
        return command;
    }

    private static async Task<int> RunAsync(CheckArguments arguments, TimeProvider time, CancellationToken cancel)
    {
        if (!DomainName.TryNormalize(arguments.Domain, out var name))
            return Terminal.Fail(ExitCode.Usage, $"\"{arguments.Domain}\" is no domain");
        if (!CheckInput.TryReadKnown(arguments.Known, name, out var known, out var error))
            return Terminal.Fail(ExitCode.Usage, error);
        var (target, exit) = DirectTarget.Find(name, arguments.ConfigFile, arguments.Server, time);
        if (target is null)
            return exit;
        var request = new CheckRequest(known, arguments.WithDataStage, target.Own.HostName);
        var result = await new FilteringCheck(target.Opener, RandomLocalPart.Next, time).RunAsync(target.Domain, request, cancel).ConfigureAwait(false);
        if (arguments.AsJson)
            Console.Out.WriteLine(JsonSerializer.Serialize(CheckJson.Of(result), Json.Options));
        else
            Print(result);
        return result.Kind switch
        {
            CheckKind.FiltersAtRcpt => ExitCode.Ok,
            CheckKind.AcceptsAll or CheckKind.FiltersAfterData => ExitCode.FiltersNot,
            _ => ExitCode.TempFail,
        };
    }

    private static void Print(FilteringCheckResult result)
    {
        Console.Out.WriteLine($"{result.Domain}: {result.Kind.Word()}");
        Console.Out.WriteLine(result.Sentence);
        Console.Out.WriteLine();
        foreach (var step in result.Steps)
            Console.Out.WriteLine(Line(step).TrimEnd());
        if (result.Advice.Count > 0)
            Console.Out.WriteLine("\nWhat to do:");
        foreach (var advice in result.Advice)
            Console.Out.WriteLine("- " + advice);
        Console.Out.WriteLine("\nThe conversation:");
        Console.Out.Write(result.Transcript);
    }

    private static string Line(CheckStep step)
    {
        var code = step.Code is null ? "" : $"{step.Code} {(step.EnhancedCode is { } enhanced ? enhanced + " " : "")}";
        var took = step is { Code: not null, Took: { } time } ? string.Create(CultureInfo.InvariantCulture, $" ({time.TotalMilliseconds:F0} ms)") : "";
        return $"  {step.Name,-17} {step.Result,-13} {code}{step.Text}{took}";
    }
}
