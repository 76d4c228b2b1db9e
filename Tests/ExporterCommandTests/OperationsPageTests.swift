import ArgumentParser
import Foundation
import Testing

@testable import ExporterCommand

@Suite("operations page")
struct OperationsPageTests {
    /// Every command line of ours on a page: in backticks, or a line of its own.
    private static func commandLines(of page: String) throws -> [String] {
        let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let text = try String(contentsOf: repository.appending(path: "docs/\(page)"), encoding: .utf8)
        let inline = text.matches(of: /`(agent-teams-exporter [^`]+)`/).map { String($0.1) }
        let cron = text.matches(of: /(?m)^[^`\n|]*(agent-teams-exporter [^|>\n]+)/).map { String($0.1) }
        return inline + cron
    }

    /// As a shell would, as far as the pages go.
    private static func words(_ line: String) -> [String] {
        line.matches(of: /"([^"]*)"|'([^']*)'|(\S+)/).map {
            String($0.1 ?? $0.2 ?? $0.3 ?? "")
        }
    }

    @Test(
        "every command on the page is one of ours, with options that it has",
        arguments: [("operations.md", 50), ("commands-checks.md", 3)])
    func parses(page: String, least: Int) throws {
        let lines = try Self.commandLines(of: page)
        #expect(lines.count >= least, "the page could not be read")
        for line in lines {
            let words = Array(Self.words(line).dropFirst())
            #expect(throws: Never.self, "\(line)") {
                let command = try RootCommand.parseAsRoot(words)
                #expect(!(command is ServeCommand), "\(line) names no command")
            }
            let isSafe = !words.contains { $0.contains("orchestrator") }
            #expect(isSafe, "\(line): the manual's pkill would end it")
        }
    }

    @Test("a command that is not there would be seen")
    func wouldFail() {
        #expect(throws: (any Error).self) { try RootCommand.parseAsRoot(["check", "daily", "--nonsense"]) }
        #expect(throws: (any Error).self) { try RootCommand.parseAsRoot(["check", "hourly"]) }
        #expect(Self.words("x 'a b' \"c d\" --e=f") == ["x", "a b", "c d", "--e=f"])
    }
}
