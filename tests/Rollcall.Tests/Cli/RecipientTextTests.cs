using Rollcall.Api;
using Rollcall.Cli;

namespace Rollcall.Tests.Cli;

/// <summary>What `rollcall recipients show` tells of one recipient.</summary>
public sealed class RecipientTextTests
{
    [Fact]
    public void Recipient_IsToldWithItsReasonItsFutureAndItsPast()
    {
        var item = new RecipientJson(
            "bob@example.com", "invalid", null, "2030-01-01T00:00:00.000Z", "2030-01-01T01:00:00.000Z", "2029-12-01T00:00:00.000Z", null, 550, "5.1.1", "User unknown", "invalid")
        {
            Evidence = new EvidenceJson("rcpt", 550, "5.1.1", "User unknown", "mx.example.com:25"),
            Next = ["refused", "asked once more"],
            History =
            [
                new RecipientEventJson("2030-01-01T00:00:00.000Z", "changed", "invalid", "       0 ms * for a mail of session K3J9\n      12 ms < 550 5.1.1 User unknown\n"),
                new RecipientEventJson("2029-12-01T00:00:00.000Z", "learned", "valid", "250 2.1.5 Ok"),
            ],
        };
        using var text = new StringWriter { NewLine = "\n" };

        RecipientText.Write(item, text);

        text.ToString().ShouldBe(
            """
            bob@example.com is invalid
              verified   2030-01-01T00:00:00.000Z
              expires    2030-01-01T01:00:00.000Z
              first seen 2029-12-01T00:00:00.000Z
              server     550 5.1.1 User unknown (rcpt at mx.example.com:25)
              next       refused
                         asked once more
            2030-01-01T00:00:00.000Z changed: invalid
                       0 ms * for a mail of session K3J9
                      12 ms < 550 5.1.1 User unknown
            2029-12-01T00:00:00.000Z learned: valid
                250 2.1.5 Ok

            """);
    }
}
