// Modes of files, locks and Unix sockets are those of Linux.
[assembly: System.Runtime.Versioning.SupportedOSPlatform("linux")]
