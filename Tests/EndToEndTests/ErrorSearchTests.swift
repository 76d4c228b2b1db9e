import Foundation
import TestSupport
import Testing

extension EndToEnd {
    /// Errors found by the shipped binary, and kinds of errors told by the daemon.
    @Suite("Errors in logs")
    struct ErrorSearchTests {
        private struct Document: Decodable {
            struct Entry: Decodable {
                let time: String?
                let level: String
                let file: String
                let text: String
                let before: [String]
            }
            let entries: [Entry]
            let count: Int
        }

        private struct Groups: Decodable {
            struct Group: Decodable {
                let shape: String
                let count: Int
            }
            let groups: [Group]
        }

        private func line(_ secondsAgo: Int, _ rest: String) -> String {
            let style = Date.ISO8601FormatStyle(dateTimeSeparator: .space)
            let time = Date(timeIntervalSinceNow: -Double(secondsAgo)).formatted(style)
            return "\(time.dropLast()),000 - shop - \(rest)\n"
        }

        @Test("logs errors joins live, rotated and archived files by time, without a configuration")
        func command() throws {
            let place = try TemporaryDirectory("errors")
            let oldest = line(4000, "INFO - fine") + line(3900, "ERROR - payment 1 failed") + "  more of it\n"
            let older = line(3000, "CRITICAL - no connection to 10.0.0.7:5432")
            try place.write(oldest, to: "logs/app.log.2")
            try place.write(older, to: "logs/app.log.1")
            try place.write(
                line(200_000, "ERROR - too old") + line(60, "ERROR - payment 22 failed"), to: "logs/app.log")
            let gzip = try ReleaseBinary.run(
                ["logs", "archive", "--older-than", "0", "--keep", "0", "--ignore-state"], in: place)
            #expect(gzip.status == 0, "\(gzip.errorOutput)")
            try place.write(oldest, to: "logs/app.log.2")
            let found = try ReleaseBinary.run(["logs", "errors", "--no-filename"], in: place)
            #expect(found.status == 1, "\(found.errorOutput)")
            let expected = [oldest.split(separator: "\n").dropFirst().joined(separator: "\n") + "\n", older]
            #expect(found.output.hasPrefix(expected.joined()), "\(found.output)")
            #expect(found.output.hasSuffix("payment 22 failed\n"))
            #expect(!found.output.contains("too old"))
            let json = try ReleaseBinary.run(["logs", "errors", "--json", "-C", "1"], in: place)
            let document = try JSONDecoder().decode(Document.self, from: Data(json.output.utf8))
            #expect(document.count == 3)
            #expect(document.entries.map(\.level) == ["ERROR", "CRITICAL", "ERROR"])
            #expect(document.entries.first?.before.first?.hasSuffix("INFO - fine") == true)
            #expect(document.entries.allSatisfy { $0.time?.hasSuffix("Z") == true })
            let grouped = try ReleaseBinary.run(["logs", "errors", "--group", "--json"], in: place)
            let groups = try JSONDecoder().decode(Groups.self, from: Data(grouped.output.utf8)).groups
            #expect(
                groups.map(\.shape) == [
                    "shop - ERROR - payment # failed", "shop - CRITICAL - no connection to #",
                ])
            #expect(groups.map(\.count) == [2, 1])
        }

        @Test("logs errors ends with 0 without a finding, with 2 on wrong use and unreadable files")
        func exits() throws {
            let place = try TemporaryDirectory("errors")
            let good = try place.write(line(10, "INFO - fine"), to: "good.log")
            #expect(try ReleaseBinary.run(["logs", "errors", good], in: place).status == 0)
            for wrong in [
                ["--since", "yesterday"], ["--level", "loud"], ["absent.log"], ["--log", "none"], [],
            ] {
                let result = try ReleaseBinary.run(["logs", "errors"] + wrong, in: place)
                #expect(result.status == 2, "\(wrong)")
                #expect(result.errorOutput.split(separator: "\n").count == 1, "\(result.errorOutput)")
            }
            let piped = try ReleaseBinary.run(
                ["logs", "errors", "--limit", "1", "-"], in: place,
                input: try place.write(line(9, "ERROR - one") + line(8, "ERROR - two"), to: "input"))
            #expect(piped.status == 1)
            #expect(piped.output.hasSuffix("ERROR - one\n"))
        }

        @Test("a kind of error is new once, over kill -9 and restart")
        func newKinds() throws {
            let place = try TemporaryDirectory("errors")
            try place.write(line(100, "ERROR - payment 1 failed"), to: "logs/app.log")
            let life = try ExporterLife(
                configuration: "logs:\n  - {name: app, paths: [\"logs/*.log\"]}\n",
                ["--no-collector.processes"], in: place)
            try life.exporter.waitUntilAnswering("/-/ready")
            let series = #"orchestrator_log_new_error_shapes_total{log="app"}"#
            let lines = #"orchestrator_log_lines_total{log="app"}"#
            func scrape(lines expected: Double) throws -> Double? {
                var value: Double?
                _ = try eventually {
                    let scrape = try life.exporter.scrape()
                    value = scrape[series]
                    return scrape[lines] == expected
                }
                return value
            }
            #expect(try scrape(lines: 1) == 0)
            try place.append(
                line(9, "ERROR - payment 2 failed") + line(8, "ERROR - disk is full"), to: "logs/app.log")
            #expect(try scrape(lines: 3) == 1)
            life.kill()
            try place.append(
                line(7, "ERROR - disk is full") + line(6, "CRITICAL - other"), to: "logs/app.log")
            try life.start()
            #expect(try scrape(lines: 5) == 2)
            life.kill()
        }
    }
}
