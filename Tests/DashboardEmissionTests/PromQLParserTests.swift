import Foundation
import TestSupport
import Testing

@testable import DashboardEmission

/// All expressions beside a full parser of PromQL, the package promql-parser that `make test-tools` fetches.
@Suite(
    "PromQL",
    .enabled(
        if: ProcessInfo.processInfo.environment["AGENT_TEAMS_EXPORTER_TOOLS"] != nil,
        "run 'make test': it fetches promql-parser"))
struct PromQLParserTests {
    @Test("promql-parser accepts every expression, and finds the names that our outline finds")
    func parses() throws {
        let expressions = try Boards.expressions().map {
            $0.replacing("$__rate_interval", with: "5m").replacing("$__range", with: "6h")
        }
        let found = try parse(expressions)
        #expect(found.status == 0, "\(found.errorOutput)")
        let lines = found.output.split(separator: "\n").map(String.init)
        try #require(lines.count == expressions.count)
        for (expression, names) in zip(expressions, lines) {
            let ours = try ExpressionOutline(expression).selectors.map { selector in
                let labels = selector.matchers.map(\.label).sorted().joined(separator: ",")
                return "\(selector.name ?? "")\("{")\(labels)}"
            }
            #expect(ours.sorted().joined(separator: " ") == names, "\(expression)")
        }
    }

    @Test("promql-parser refuses what is wrong")
    func refuses() throws {
        #expect(try parse(["sum(up) by"]).status == 1)
        #expect(try parse(["rate(up)"]).status == 1)
    }

    private func parse(_ expressions: [String]) throws -> ChildProcess.Result {
        let place = try TemporaryDirectory("promql")
        let file = try place.write(expressions.joined(separator: "\n") + "\n", to: "expressions.txt")
        var environment = ProcessInfo.processInfo.environment
        environment["PYTHONPATH"] = (environment["AGENT_TEAMS_EXPORTER_TOOLS"] ?? "") + "/python"
        return try ChildProcess.run(
            "/usr/bin/env", ["python3", Fixtures.path("python/parse_promql.py"), file],
            environment: environment)
    }
}
