using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Rollcall.Tests.House;

/// <summary>The rules of size and shape for one C# file; each finding names the file, the line and the rule.</summary>
internal static class CodeRules
{
    private const int MaxFileLines = 400;
    private const int MaxMethodLines = 50;
    private const int MaxParameters = 5;

    public static IReadOnlyList<string> Check(string path, string source)
    {
        var root = CSharpSyntaxTree.ParseText(source).GetRoot();
        return [.. CheckFile(path, source, root), .. root.DescendantNodes().SelectMany(node => CheckNode(path, node))];
    }

    private static IEnumerable<string> CheckFile(string path, string source, SyntaxNode root)
    {
        var lines = source.AsSpan().TrimEnd('\n').Count('\n') + 1;
        if (lines > MaxFileLines)
            yield return $"{path}: {lines} lines, at most {MaxFileLines}";
        foreach (var token in root.DescendantTokens().Where(t => t.IsKind(SyntaxKind.UnsafeKeyword)))
            yield return $"{path}:{Line(token)}: unsafe";
        foreach (var directive in root.DescendantTrivia().Where(t => t.IsKind(SyntaxKind.IfDirectiveTrivia)))
            yield return $"{path}:{directive.GetLocation().GetLineSpan().StartLinePosition.Line + 1}: #if";
    }

    private static IEnumerable<string> CheckNode(string path, SyntaxNode node)
    {
        if (NameOf(node) is not { } name)
            yield break;
        var where = $"{path}:{Line(name)}: {name.ValueText}";

        var span = node.GetLocation().GetLineSpan();
        var lines = span.EndLinePosition.Line - span.StartLinePosition.Line + 1;
        if (lines > MaxMethodLines)
            yield return $"{where}: {lines} lines, at most {MaxMethodLines}";

        if (IsFree(node) || ParametersOf(node) is not { } parameters)
            yield break;
        if (parameters.Count > MaxParameters)
            yield return $"{where}: {parameters.Count} parameters, at most {MaxParameters}";
        if (IsPublic(node) && parameters.FirstOrDefault(IsBool) is { } flag)
            yield return $"{where}: bool parameter {flag.Identifier.ValueText} in a public method";
    }

    private static SyntaxToken? NameOf(SyntaxNode node) => node switch
    {
        MethodDeclarationSyntax method => method.Identifier,
        LocalFunctionStatementSyntax local => local.Identifier,
        ConstructorDeclarationSyntax constructor => constructor.Identifier,
        OperatorDeclarationSyntax op => op.OperatorToken,
        AccessorDeclarationSyntax accessor => accessor.Keyword,
        DelegateDeclarationSyntax type => type.Identifier,
        _ => null,
    };

    private static SeparatedSyntaxList<ParameterSyntax>? ParametersOf(SyntaxNode node) => node switch
    {
        MethodDeclarationSyntax method => method.ParameterList.Parameters,
        LocalFunctionStatementSyntax local => local.ParameterList.Parameters,
        DelegateDeclarationSyntax type => type.ParameterList.Parameters,
        _ => null,
    };

    // The shape of an override or of an explicit implementation is not its author's choice; a theory has its data as caller, a log line its fields.
    private static bool IsFree(SyntaxNode node) =>
        node is MethodDeclarationSyntax method
        && (method.ExplicitInterfaceSpecifier is not null
            || method.Modifiers.Any(SyntaxKind.OverrideKeyword)
            || method.AttributeLists.SelectMany(a => a.Attributes).Any(a => a.Name.ToString() is "Theory" or "LoggerMessage"));

    private static bool IsPublic(SyntaxNode node) =>
        node is MethodDeclarationSyntax method
        && (method.Modifiers.Any(SyntaxKind.PublicKeyword)
            || (method.Parent is InterfaceDeclarationSyntax && !method.Modifiers.Any(SyntaxKind.PrivateKeyword)));

    private static bool IsBool(ParameterSyntax parameter) => parameter.Type?.ToString().TrimEnd('?') is "bool" or "Boolean";

    private static int Line(SyntaxToken token) => token.GetLocation().GetLineSpan().StartLinePosition.Line + 1;
}
