using Rollcall.Replies;

if (args.Length != 1)
{
    Console.Error.WriteLine("usage: dotnet run --project bench/Rollcall.Replies -- FILE.tsv");
    return 64;
}

var rows = File.ReadLines(args[0]).Skip(1).ToList();
var replies = rows.Select(LabelledReply.Parse).OfType<LabelledReply>().ToList();
Console.WriteLine($"{replies.Count} replies, {rows.Count - replies.Count} rows without a code left out");
foreach (var stage in (string[])["rcpt", "unknown", "data", "mail", "connect"])
    Report.Print(stage, replies.FindAll(r => r.Stage == stage));
return 0;
