namespace Rollcall.Cli;

/// <summary>Exit statuses (sysexits.h), as 3-contract names them.</summary>
internal static class ExitCode
{
    public const int Ok = 0;
    public const int FiltersNot = 1; // of `check` alone
    public const int Usage = 64;
    public const int Data = 65;
    public const int NoInput = 66;
    public const int NoUser = 67;
    public const int Unavailable = 69;
    public const int Software = 70;
    public const int CannotCreate = 73;
    public const int TempFail = 75;
    public const int Config = 78;
}
