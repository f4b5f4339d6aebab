using Rollcall.Telemetry;

namespace Rollcall.Tests.Telemetry;

public sealed class SecretsTests
{
    [Theory]
    [InlineData("Authorization: Bearer abc.def-123", "Authorization: Bearer ***")]
    [InlineData("authorization: basic dXNlcjpwdw==", "authorization: basic ***")]
    [InlineData("bearer  tok, next", "bearer  ***, next")]
    [InlineData("Host=db;Username=u;Password=hunter2;Port=5432", "Host=db;Username=u;Password=***;Port=5432")]
    [InlineData("Password=two words;Host=db", "Password=***;Host=db")]
    [InlineData("password=\"semi;colon \"\" quote\";Host=db", "password=***;Host=db")]
    [InlineData("PWD='x y'", "PWD=***")]
    [InlineData("host=db password=hunter2 port=5432", "host=db password=*** port=5432")]
    [InlineData("{\"password\": \"hunter2\", \"a\": 1}", "{\"password\": ***, \"a\": 1}")]
    [InlineData("client_secret=abc&scope=x", "client_secret=***&scope=x")]
    [InlineData("api_key: abc", "api_key: ***")]
    [InlineData("postgresql://user:p@ss@db.example/rollcall", "postgresql://user:***@db.example/rollcall")]
    [InlineData("C: AUTH PLAIN AGEAYg==", "C: AUTH PLAIN ***")]
    public void Secret_IsMasked(string text, string masked) => Secrets.Remove(text).ShouldBe(masked);

    [Theory]
    [InlineData("<bob@example.com>: User unknown")]
    [InlineData("authentication required")]
    [InlineData("see https://example.com/a:b@c")]
    [InlineData("password for this mailbox expired")]
    [InlineData("the key of the certificate")]
    [InlineData("")]
    public void TextWithoutSecret_StaysAsItIs(string text) => Secrets.Remove(text).ShouldBe(text);

    [Fact]
    public void MaskedText_StaysAsItIs()
    {
        var once = Secrets.Remove("Host=db;Password=hunter2; Authorization: Bearer abc");

        Secrets.Remove(once).ShouldBe(once);
        once.ShouldNotContain("hunter2");
        once.ShouldNotContain("abc");
    }
}
