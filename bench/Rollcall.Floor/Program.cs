using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using Rollcall.Floor;

// A bare Kestrel that reads lines and gives fixed replies: no gateway on it can be faster. Arguments: port of SMTP, port of the policy service.
var builder = WebApplication.CreateSlimBuilder();
builder.Logging.ClearProviders();
builder.WebHost.ConfigureKestrel(kestrel =>
{
    Serve(kestrel, args[0], SmtpFloor.ServeAsync);
    Serve(kestrel, args[1], PolicyFloor.ServeAsync);
});
await builder.Build().RunAsync();

static void Serve(KestrelServerOptions kestrel, string port, Func<ConnectionContext, Task> serve) =>
    kestrel.Listen(IPAddress.Loopback, int.Parse(port, CultureInfo.InvariantCulture), listen => listen.Run(serve));
