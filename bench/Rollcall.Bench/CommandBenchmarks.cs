using BenchmarkDotNet.Attributes;
using Rollcall.Protocols.Smtp.Server;

namespace Rollcall.Bench;

/// <summary>From a line to a command.</summary>
public class CommandBenchmarks
{
    private static readonly CommandContext _context = new(Utf8Offered: true, Utf8Transaction: false);
    private readonly byte[] _rcpt = "RCPT TO:<user123@example.test>"u8.ToArray();
    private readonly byte[] _mail = "MAIL FROM:<sender@example.org> SIZE=4096 BODY=8BITMIME"u8.ToArray();
    private readonly byte[] _rset = "RSET"u8.ToArray();

    [Benchmark(Description = "command parser: RCPT")]
    public SmtpCommand Rcpt() => CommandParser.Parse(_rcpt, _context);

    [Benchmark(Description = "command parser: MAIL with parameters")]
    public SmtpCommand Mail() => CommandParser.Parse(_mail, _context);

    [Benchmark(Description = "command parser: RSET")]
    public SmtpCommand Rset() => CommandParser.Parse(_rset, _context);
}
