using System.Diagnostics;
using System.Globalization;

namespace Rollcall.Comparison;

/// <summary>What the load client counted; times in microseconds.</summary>
internal sealed record Load(IReadOnlyDictionary<string, double> Values, string Remarks)
{
    public double this[string name] => Values[name];

    /// <summary>Reads the client's line of name=value, and its remarks behind it.</summary>
    public static Load Parse(string output)
    {
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        if (lines.Length == 0)
            throw new BenchException("the load client said nothing");
        var values = lines[0].Split(' ').Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => double.Parse(pair[1], CultureInfo.InvariantCulture));
        return new Load(values, string.Join("; ", lines[1..]));
    }
}

/// <summary>Runs bench/load/client.c.</summary>
internal static class LoadClient
{
    /// <summary>Runs it to its end.</summary>
    public static async Task<Load> RunAsync(int port, string arguments)
    {
        using var client = Start(port, arguments);
        string output = await client.StandardOutput.ReadToEndAsync();
        await client.WaitForExitAsync();
        return Load.Parse(output);
    }

    /// <summary>Starts it; `-m idle` waits for the end of its input before it ends.</summary>
    public static Process Start(int port, string arguments)
    {
        string[] all = ["-p", port.ToString(CultureInfo.InvariantCulture), .. arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries)];
        return Process.Start(new ProcessStartInfo(Programs.Client, all) { RedirectStandardOutput = true, RedirectStandardInput = true })!;
    }

    public static string Text(double number) => number.ToString(CultureInfo.InvariantCulture);
}
