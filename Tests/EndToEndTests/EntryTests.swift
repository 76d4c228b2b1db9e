import Foundation
import TestSupport
import Testing

extension EndToEnd {
    /// Entries of several lines that something cuts in two; a rule with `match: entry` sees each whole, once.
    @Suite("Entries of several lines")
    struct EntryTests {
        enum Cut: String, CaseIterable, CustomTestStringConvertible {
            case nothing, kill, stop, rename, renameWhileDown, reload

            var testDescription: String { rawValue }
        }

        private static let matches = #"tracebacks_total{kind="ValueError"}"#

        @Test("M1: an entry that is open when something happens is one event", arguments: Cut.allCases)
        func countsOpenEntryOnce(cut: Cut) throws {
            let place = try TemporaryDirectory("entry")
            try place.write(Self.rules, to: "rules.yml")
            let life = try ExporterLife(
                configuration: Self.configuration, ["--web.enable-lifecycle"], in: place)
            let file = try AppendingFile(try place.write(traceback(1), to: "logs/app.log"))
            // The beginning of a second one: its first line is counted at once, the entry is open.
            let lines = traceback(2).split(separator: "\n", omittingEmptySubsequences: false)
            try file.write(lines[..<3].joined(separator: "\n") + "\n  File")
            let open = [
                #"orchestrator_log_entries_total{log="app",level="ERROR"}"#: 2.0,
                #"orchestrator_log_lines_total{log="app"}"#: 8, Self.matches: 1,
            ]
            #expect(try life.exporter.differences(from: open) == [])

            let rest = String(
                traceback(2).dropFirst(lines[..<3].joined(separator: "\n").count + "\n  File".count))
            try happen(cut, to: life) { try file.write(rest) }
            // The next entry closes the open one; where it was renamed, its quiet time does.
            try AppendingFile(place.path("logs/app.log")).write(
                "2026-02-07 12:00:09,1 - shop - INFO - next\n")
            let closed = [
                #"orchestrator_log_entries_total{log="app",level="ERROR"}"#: 2.0,
                #"orchestrator_log_entries_total{log="app",level="INFO"}"#: 1,
                #"orchestrator_log_lines_total{log="app"}"#: 11, Self.matches: 2,
            ]
            #expect(try life.exporter.differences(from: closed) == [])
            life.kill()
            try life.start()
            #expect(try life.exporter.differences(from: closed) == [])
        }

        private func happen(_ cut: Cut, to life: ExporterLife, writeRest: () throws -> Void) throws {
            let rename = { [place = life.place] in
                try FileManager.default.moveItem(
                    atPath: place.path("logs/app.log"), toPath: place.path("logs/app.log.1"))
            }
            switch cut {
            case .nothing: try writeRest()
            case .kill:
                life.kill()
                try life.start()
                try writeRest()
            case .stop:
                life.stop()
                try writeRest()
                try life.start()
            case .rename:
                try rename()
                try writeRest()
            case .renameWhileDown:
                life.kill()
                try rename()
                try writeRest()
                try life.start()
            case .reload:
                #expect(try life.exporter.request("/-/reload", method: "POST").status == 200)
                try writeRest()
            }
        }

        private func traceback(_ number: Int) -> String {
            """
            2026-02-07 12:00:0\(number),1 - shop - ERROR - request failed
            Traceback (most recent call last):
              File "shop.py", line 1, in pay
              File "shop.py", line 2, in charge
            ValueError: case \(number)

            """
        }

        private static let configuration = """
            log_rules: [rules.yml]
            logs:
              - name: app
                paths: [logs/app.log]
                entries: {start: '^\\d{4}-\\d\\d-\\d\\d ', timeout: 2s}

            """

        private static let rules = """
            rules:
              - name: tracebacks
                match: entry
                pattern: '(?ms)request failed.*^(?<kind>\\w+Error): case'
                counter: tracebacks_total
                help: T.
                labels: {kind: $kind}

            """
    }
}
