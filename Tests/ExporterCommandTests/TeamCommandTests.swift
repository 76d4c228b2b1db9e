import ArgumentParser
import TestSupport
import Testing

@testable import ExporterCommand

@Suite("commands about teams")
struct TeamCommandTests {
    private let root: TemporaryDirectory

    init() throws {
        root = try TemporaryDirectory("root")
        try root.write(#"{"members": [{"name": "a"}]}"#, to: "teams/payments/config.json")
    }

    private func look() throws -> TeamLook {
        let arguments = ["list-teams", "--teams.root", root.path, "--path.procfs", root.path]
        let command = try #require(try RootCommand.parseAsRoot(arguments) as? ListTeamsCommand)
        return try TeamLook(command.configurationOptions)
    }

    private func fault(of name: String) throws -> String {
        let failure = #expect(throws: CommandFailure.self) { _ = try look().index(of: name) }
        #expect(failure?.status == .wrongUse)
        return failure?.lines.joined(separator: "|") ?? ""
    }

    @Test("an unknown team is wrong use, and the nearest one is named")
    func unknown() throws {
        #expect(try look().index(of: "payments") == 0)
        #expect(try fault(of: "paymnets").hasSuffix("there is no team 'paymnets'; did you mean 'payments'?"))
        #expect(try fault(of: "pay").hasSuffix("did you mean 'payments'?"), "it begins so")
        #expect(try fault(of: "zzz").hasSuffix("there is no team 'zzz'; 'list-teams' shows those there are"))
        #expect(try fault(of: "a\u{1B}[2J\nb").contains("'a\u{FFFD}[2J\u{FFFD}b'"))
    }

    @Test(
        "the manual's invocations are understood",
        arguments: [
            ["health"], ["health", "--all-teams"], ["health", "--team", "x", "--verbose"],
            ["health", "-t", "x", "-v"],
            ["team-status", "x", "--json"], ["team-messages", "x", "--limit", "3"],
            ["team-messages", "x", "-l", "3"],
            ["team-tasks", "x", "-s", "in_progress"], ["team-activity", "x"],
            ["create-team", "x", "--description", "d", "--members", "members.json"],
            ["create-team", "x", "-d", "d", "-m", "f", "-t", "general-purpose"], ["delete-team", "x"],
        ])
    func invocations(arguments: [String]) throws {
        _ = try RootCommand.parseAsRoot(arguments)
    }

    @Test(
        "what makes no sense is wrong use",
        arguments: [
            ["health", "--team", "x", "--all-teams"], ["team-status"],
            ["team-messages", "x", "--limit", "-1"],
            ["team-tasks", "x", "--status", "done"], ["create-team", "x"], ["delete-team"],
        ])
    func wrongUse(arguments: [String]) {
        let error = #expect(throws: (any Error).self) { _ = try RootCommand.parseAsRoot(arguments) }
        #expect(error.map { RootCommand.exitCode(for: $0) } == .validationFailure)
    }
}
