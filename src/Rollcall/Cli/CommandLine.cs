using System.CommandLine;
using Rollcall.Config;
using Rollcall.Net;

namespace Rollcall.Cli;

/// <summary>The commands of 3-contract: names and arguments; what they do stands beside them.</summary>
internal static class CommandLine
{
    private static readonly Option<string> _config = new("--config", "-c")
    {
        Description = "The configuration file",
        DefaultValueFactory = _ => "/etc/rollcall/rollcall.toml",
        Recursive = true,
    };

    public static RootCommand Build(TimeProvider time)
    {
        var root = new RootCommand("A mail gateway that knows who lives behind it") { _config };
        root.Subcommands.Add(Serve(time));
        var demo = new Command("demo", "Shows the gateway on loopback, with a stand-in for a customer's server behind it");
        demo.SetAction((_, _) => DemoCommand.RunAsync(time));
        root.Subcommands.Add(demo);
        root.Subcommands.Add(Verify(time));
        root.Subcommands.Add(CheckCommand.Build(_config, time));
        root.Subcommands.Add(ConfigCommands(time));
        root.Subcommands.Add(Recipients());
        root.Subcommands.Add(DomainsCommand.Build(_config));
        var status = new Command("status", "What the running server says of itself");
        status.SetAction((parsed, _) => ControlClient.RunAsync(parsed.GetValue(_config)!, RecipientsCommand.StatusAsync));
        root.Subcommands.Add(status);
        root.Subcommands.Add(Harvest());
        root.Subcommands.Add(TokenCommand.Build(_config));
        var reload = new Command("reload", "Makes the running server read its configuration file again");
        reload.SetAction((parsed, _) => ControlClient.RunAsync(parsed.GetValue(_config)!, ReloadCommand.RunAsync));
        root.Subcommands.Add(reload);
        return root;
    }

    private static Command Harvest()
    {
        var client = new Argument<string>("client") { Description = "An address, or a network as in 192.0.2.0/24" };
        var lift = new Command("lift", "Lifts the ban of a client, and forgets what was counted of it") { client };
        lift.SetAction((parsed, _) => ControlClient.RunAsync(parsed.GetValue(_config)!,
            control => control.SendAsync(HttpMethod.Delete, "/api/v1/harvest?client=" + Uri.EscapeDataString(parsed.GetValue(client)!))));
        return new Command("harvest", "Clients that guess recipients; `status` lists them") { lift };
    }

    private static Command Serve(TimeProvider time)
    {
        var command = new Command("serve", "Runs the gateway");
        command.SetAction((parsed, _) => ServeCommand.RunAsync(parsed.GetValue(_config)!, time));
        return command;
    }

    private static Command Verify(TimeProvider time)
    {
        var address = new Argument<string>("address") { Description = "local-part@domain" };
        var server = new Option<string?>("--server") { Description = "Ask HOST:PORT; no configuration is needed" };
        var json = new Option<bool>("--json") { Description = "One JSON document" };
        var transcript = new Option<bool>("--transcript") { Description = "Show the conversation" };
        var command = new Command("verify", "Asks now whether a recipient exists, past the memory") { address, server, json, transcript };
        command.SetAction((parsed, cancel) => VerifyCommand.RunAsync(
            new VerifyArguments(parsed.GetValue(address)!, parsed.GetValue(_config)!, parsed.GetValue(server), parsed.GetValue(json), parsed.GetValue(transcript)),
            time, cancel));
        return command;
    }

    private static Command ConfigCommands(TimeProvider time)
    {
        var file = new Argument<string>("file") { Description = "The configuration file" };
        var check = new Command("check", "Prints all errors, or all warnings") { file };
        check.SetAction(parsed => Load(parsed.GetValue(file)!, loaded =>
        {
            var errors = FilesOfConfig.Check(loaded, time);
            if (errors.Count == 0)
                Terminal.Warn(ConfigWarnings.Of(loaded, 0).Select(warning => warning.ToString()));
            return errors;
        }));
        var print = new Command("print", "Prints the effective configuration") { file };
        print.SetAction(parsed => Load(parsed.GetValue(file)!, loaded =>
        {
            Console.Out.Write(ConfigPrinter.Print(loaded.Options!));
            return [];
        }));
        return new Command("config", "The configuration file") { check, print };
    }

    // Valid options are used, which may find further mistakes.
    private static int Load(string file, Func<ConfigResult, IReadOnlyList<ConfigError>> use)
    {
        var loaded = ConfigLoader.Load(file);
        var errors = loaded.IsValid ? use(loaded) : loaded.Errors;
        return errors.Count == 0 ? ExitCode.Ok : Terminal.Fail(ExitCode.Config, [.. errors.Select(error => error.ToString())]);
    }

    private static Command Recipients()
    {
        var domain = new Argument<string>("domain");
        var state = new Option<string?>("--state") { Description = "valid, invalid or stale" };
        var search = new Option<string?>("--search") { Description = "Local parts that begin with this" };
        var format = new Option<string>("--format") { Description = "table, csv or json", DefaultValueFactory = _ => "table" };
        state.AcceptOnlyFromAmong("valid", "invalid", "stale");
        format.AcceptOnlyFromAmong("table", "csv", "json");
        var list = new Command("list", "The list of a domain") { domain, state, search, format };
        list.SetAction((parsed, _) => ControlClient.RunAsync(parsed.GetValue(_config)!, client => RecipientsCommand.ListAsync(
            client, new ListArguments(parsed.GetValue(domain)!, parsed.GetValue(state), parsed.GetValue(search), parsed.GetValue(format)!))));
        var address = new Argument<string>("address");
        var verdict = new Argument<string>("verdict");
        verdict.AcceptOnlyFromAmong("valid", "invalid");
        var pin = new Command("pin", "Fixes a verdict: it never expires and is never asked about") { address, verdict };
        pin.SetAction((parsed, _) => ControlClient.RunAsync(parsed.GetValue(_config)!,
            client => RecipientsCommand.PinAsync(client, parsed.GetValue(address)!, parsed.GetValue(verdict)!)));
        return new Command("recipients", "The recipients of a domain")
        {
            list, pin,
            One("show", "One entry", RecipientsCommand.ShowAsync),
            TransferCommand.Forget(_config), TransferCommand.Import(_config), TransferCommand.Export(_config),
            One("unpin", "Takes a pin off", RecipientsCommand.UnpinAsync),
            One("verify", "Asks again, now, and remembers", RecipientsCommand.VerifyAsync),
        };
    }

    private static Command One(string name, string description, Func<ControlClient, string, Task<int>> call)
    {
        var address = new Argument<string>("address");
        var command = new Command(name, description) { address };
        command.SetAction((parsed, _) => ControlClient.RunAsync(parsed.GetValue(_config)!, client => call(client, parsed.GetValue(address)!)));
        return command;
    }
}
