using System.Text;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace Rollcall.Interop.Harness;

/// <summary>Messages to send, and MailKit as a sender.</summary>
internal static class Mail
{
    /// <summary>All that is easily broken on the way: dots, 8 bit, long lines, empty lines and blanks at the end.</summary>
    public static byte[] Awkward(string recipient)
    {
        var text = string.Join("\r\n",
            "From: Sender <sender@sender.test>", $"To: <{recipient}>", "Subject: awkward", "Date: Mon, 01 Jun 2026 10:00:00 +0000",
            "Message-ID: <awkward@sender.test>", "MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: 8bit",
            "X-Folded: one", "\ttwo", "", ".", "..", ".begins with a dot", "Größe, naïve, 漢字, \u00ff", "blank at the end ", "\ttab", "",
            new string('x', 990), new string('y', 4000), "", "From here", "", "");
        return Encoding.UTF8.GetBytes(text);
    }

    /// <summary>A message of about so many octets that no two share a part of.</summary>
    public static byte[] Large(string recipient, string subject, int octets)
    {
        var text = new StringBuilder($"From: Sender <sender@sender.test>\r\nTo: <{recipient}>\r\nSubject: {subject}\r\n\r\n");
        for (var line = 0; text.Length < octets; line++)
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"{subject} {line} ").Append('z', line % 700).Append("\r\n");
        return Encoding.ASCII.GetBytes(text.ToString());
    }

    public static byte[] Plain(string subject) => Encoding.ASCII.GetBytes($"Subject: {subject}\r\n\r\nHello.\r\n");

    public static async Task<SmtpClient> ConnectAsync(int port)
    {
        var client = new SmtpClient { LocalDomain = "client.test" };
        await client.ConnectAsync("127.0.0.1", port, SecureSocketOptions.None, TestContext.Current.CancellationToken);
        return client;
    }

    public static MimeMessage Simple(string recipient, string subject)
    {
        var message = new MimeMessage { Subject = subject, Body = new TextPart("plain") { Text = "Hello.\r\n" } };
        message.From.Add(new MailboxAddress("Sender", "sender@sender.test"));
        message.To.Add(new MailboxAddress("", recipient));
        return message;
    }

    /// <summary>Splits what arrived into what was put on top and the rest; fails when the rest is not the original, byte for byte.</summary>
    public static string AddedOnTop(byte[] arrived, byte[] original)
    {
        arrived.Length.ShouldBeGreaterThan(original.Length);
        var added = arrived.Length - original.Length;
        arrived[added..].ShouldBe(original);
        return Encoding.Latin1.GetString(arrived[..added]);
    }

    public static IReadOnlyList<string> HeaderNames(string headers) =>
        [.. headers.Split("\r\n").Where(line => line.Length > 0 && !char.IsWhiteSpace(line[0])).Select(line => line.Split(':')[0])];
}
