import LogRules
import LogTailing
import MetricModel
import TestSupport
import Testing

@testable import LogInspection

@Suite("one pass over whole files")
struct ScanRunTests {
    private static let line = "2026-02-07 12:00:00,123 - orchestrator - ERROR - it broke"

    private func scan(
        _ paths: [String], rules: String? = nil, includeBuiltIn: Bool = true, logName: String? = nil,
        threads: Int = 2
    ) throws -> ScanResult {
        let files = rules.map { [(path: "rules.yml", bytes: Array($0.utf8))] } ?? []
        let ruleSet = try RuleSet.load(files: files, includeBuiltIn: includeBuiltIn)
        return try ScanRun(ruleSet: ruleSet, logName: logName, maxLineBytes: 1000, threads: threads).run(
            paths)
    }

    @Test("files count under their own names, the last line also without its newline")
    func perFile() throws {
        let directory = try TemporaryDirectory()
        let files = try [
            directory.write("\(Self.line)\n\(Self.line)", to: "a.log"),
            directory.write("\(Self.line)\n", to: "b.log"),
            directory.write("", to: "empty.log"),
        ]
        let result = try scan(files)
        #expect(result.unreadable.isEmpty)
        #expect(result.registry.value("orchestrator_log_lines_total", ["a.log"]) == 2)
        #expect(result.registry.value("orchestrator_log_entries_total", ["a.log", "ERROR"]) == 2)
        #expect(result.registry.value("orchestrator_log_entries_total", ["a.log", "INFO"]) == 0)
        #expect(result.registry.value("orchestrator_log_lines_total", ["b.log"]) == 1)
        #expect(result.registry.value("orchestrator_log_lines_total", ["empty.log"]) == 0)
    }

    @Test(
        "NULs at the front of lines change no count, however lines are looked for",
        arguments: [
            "broke", "b(?<what>roke|urst)", "^2026.*broke$", "[a-z]{6} it",
        ])
    func nulls(pattern: String) throws {
        let directory = try TemporaryDirectory()
        let rules = "rules: [{name: x, pattern: '\(pattern)', counter: x_total, help: X.}]\n"
        let lines = (0..<6_000).map { $0 % 7 == 0 ? Self.line : "2026-02-07 an ordinary line\($0)" }
        let zeros = String(repeating: "\0", count: 5)
        let holed = lines.enumerated().map { $0.offset % 1_000 == 500 ? zeros + $0.element : $0.element }
        for includeBuiltIn in [false, true] {
            let values = try [lines, holed].map { lines in
                let path = try directory.write(lines.joined(separator: "\n") + "\n", to: "a.log")
                let registry = try scan([path], rules: rules, includeBuiltIn: includeBuiltIn).registry
                return [
                    registry.value("x_total", []), registry.value("orchestrator_log_lines_total", ["a.log"]),
                ]
            }
            #expect(values[0] == values[1] && values[0][1] == 6_000)
        }
    }

    @Test("with a log name all files count under it")
    func namedLog() throws {
        let directory = try TemporaryDirectory()
        let files = try [
            directory.write("\(Self.line)\n", to: "a.log"),
            directory.write(String(repeating: "x", count: 5000) + "\n", to: "b.log"),
        ]
        let registry = try scan(files, logName: "all").registry
        #expect(registry.value("orchestrator_log_lines_total", ["all"]) == 2)
        #expect(registry.value("orchestrator_log_truncated_lines_total", ["all"]) == 1)
    }

    @Test("a file that cannot be read is named with the next step, has no series, and the others are counted")
    func unreadable() throws {
        let directory = try TemporaryDirectory()
        let good = try directory.write("\(Self.line)\n", to: "a.log")
        let result = try scan([directory.path("missing"), directory.path, good])
        #expect(result.registry.value("orchestrator_log_lines_total", ["a.log"]) == 1)
        #expect(result.registry.value("orchestrator_log_lines_total", ["missing"]) == nil)
        #expect(result.registry.value("orchestrator_log_entries_total", ["missing", "ERROR"]) == nil)
        #expect(
            result.unreadable.map(\.message) == [
                "cannot read \(directory.path("missing")): there is no such file; check the path",
                "cannot read \(directory.path): it is a directory; name the files in it",
            ]
        )
    }

    private static let users = """
        rules:
          - name: logins
            pattern: 'login of (?<user>\\w+)'
            counter: shop_logins_total
            labels: {user: $user}
            max_series: 5
        """

    @Test("the sum is the same for any number of threads, and nothing is lost in overflow")
    func threads() throws {
        let directory = try TemporaryDirectory()
        let files = try (0..<12).map { number in
            try directory.write(
                (0...number).map { "login of user\(number)_\($0 % 3)\n" }.joined(), to: "\(number).log")
        }
        let results = try [1, 2, 7, 40].map { try scan(files, rules: Self.users, threads: $0).registry }
        let sums = results.map { MetricSamples(of: $0).values }
        #expect(Set(sums).count == 1)
        let counted = sums[0].filter { $0.key.hasPrefix("shop_logins_total") }
        #expect(counted.values.reduce(0, +) == 78)
        #expect(counted.count == 6, "five label sets and the overflow: \(counted)")
        let overflow = counted[#"shop_logins_total{user="__overflow__"}"#]
        #expect(sums[0][#"orchestrator_log_rule_overflow_total{rule="logins"}"#] == overflow)
        #expect(sums[0][#"orchestrator_log_rule_matches_total{rule="logins"}"#] == 78)
    }

    @Test("progress ends with all bytes and all files")
    func progress() throws {
        let directory = try TemporaryDirectory()
        let text = String(repeating: Self.line + "\n", count: 20_000)
        let files = try ["a.log", "b.log"].map { try directory.write(text, to: $0) }
        let run = ScanRun(ruleSet: try RuleSet.load(files: [], includeBuiltIn: true), threads: 2)
        var told: [ScanProgress] = []
        _ = try run.run(files) { told.append($0) }
        let total = UInt64(2 * text.utf8.count)
        #expect(told.map(\.bytesRead) == told.map(\.bytesRead).sorted())
        #expect(told.last == ScanProgress(bytesRead: total, bytesTotal: total, filesDone: 2, files: 2))
    }
}

extension MetricRegistry {
    /// The value of one series; nil when it does not exist.
    func value(_ family: String, _ labels: [String]) -> Double? {
        update { table in
            guard let id = table.family(named: family), let series = table.find(id, labels: labels) else {
                return nil
            }
            return table.value(of: series)
        }
    }
}
