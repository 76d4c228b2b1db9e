import LogRules
import Testing

@testable import DashboardEmission

@Suite struct DashboardCheckTests {
    private func lines(_ change: (inout [(name: String, bytes: [UInt8])]) -> Void) throws -> [String] {
        let boards = try Boards.all()
        var files = boards.map {
            (name: $0.fileName, bytes: Array($0.text(alerts: Boards.alerts).utf8))
        }
        change(&files)
        return DashboardCheck(
            boards, alerts: Boards.alerts, rules: try Boards.builtInRules(), files: files
        ).lines
    }

    @Test("files as they were written are in order")
    func passes() throws {
        #expect(try lines { _ in } == [])
    }

    @Test("the first line that differs is named, with what it should be")
    func namesDifference() throws {
        let found = try lines { files in
            let text = String(decoding: files[0].bytes, as: UTF8.self)
            files[0].bytes = Array(text.replacing("\"refresh\" : \"30s\"", with: "\"refresh\" : \"5s\"").utf8)
        }
        let line = try #require(found.first)
        #expect(found.count == 1)
        #expect(line.hasPrefix("overview.json:"))
        #expect(line.contains("has '\"refresh\" : \"5s\",', but should have '\"refresh\" : \"30s\",'"))
    }

    @Test("a missing file and one that ends too soon are found")
    func findsMissing() throws {
        let found = try lines { files in
            files.removeLast()
            files[1].bytes.removeLast(2)
        }
        #expect(found.contains("exporter.json is missing; run 'dashboards emit'"))
        #expect(found.contains { $0.hasPrefix("team.json:") && $0.contains("out of date") })
    }

    @Test("a dashboard of others in the same place is looked over, and not compared")
    func looksAtOthers() throws {
        let found = try lines { $0.append(("mine.json", Array(#"{"title": "Mine"}"#.utf8))) }
        #expect(!found.isEmpty)
        #expect(found.allSatisfy { $0.hasPrefix("Mine: ") })
    }
}
