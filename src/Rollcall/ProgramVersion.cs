using System.Reflection;

namespace Rollcall;

/// <summary>The version of this program.</summary>
internal static class ProgramVersion
{
    /// <summary>As `rollcall --version` prints it.</summary>
    public static string Text { get; } = typeof(ProgramVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
}
