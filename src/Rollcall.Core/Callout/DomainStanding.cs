namespace Rollcall.Core.Callout;

/// <summary>What holds for all recipients of a domain; the first that is true, from below.</summary>
public enum DomainStanding
{
    /// <summary>Each recipient is asked about.</summary>
    Active,

    /// <summary>The destination refuses to be asked.</summary>
    RefusesCallOuts,

    /// <summary>The destination accepts any recipient.</summary>
    AcceptsAll,

    /// <summary>The mass-flip brake holds.</summary>
    MassFlipBrake,
}

/// <summary>The words of it.</summary>
public static class DomainStandingWords
{
    /// <summary>active, refuses-call-outs, accepts-all, mass-flip-brake.</summary>
    public static string Word(this DomainStanding standing) => standing switch
    {
        DomainStanding.MassFlipBrake => "mass-flip-brake",
        DomainStanding.AcceptsAll => "accepts-all",
        DomainStanding.RefusesCallOuts => "refuses-call-outs",
        _ => "active",
    };
}
