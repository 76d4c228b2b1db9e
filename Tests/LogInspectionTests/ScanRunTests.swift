import LogRules
import LogTailing
import MetricModel
import Testing

@testable import LogPipeline

@Suite("one pass over whole files")
struct LogScanTests {
    private static let line = "2026-02-07 12:00:00,123 - orchestrator - ERROR - it broke"

    private func scan(_ paths: [String], logName: String? = nil) throws -> (MetricRegistry, [LogScanError]) {
        let registry = MetricRegistry()
        var scan = try LogScan(
            ruleSet: try RuleSet.load(files: [], includeBuiltIn: true),
            registry: registry,
            logName: logName,
            maxLineBytes: 1000
        )
        var failures: [LogScanError] = []
        for path in paths {
            do throws(LogScanError) { try scan.scan(path) } catch { failures.append(error) }
        }
        return (registry, failures)
    }

    @Test("files count under their own names, the last line also without its newline")
    func perFile() throws {
        let directory = try TemporaryDirectory()
        try directory.append("\(Self.line)\n\(Self.line)", to: "a.log")
        try directory.append("\(Self.line)\n", to: "b.log")
        try directory.append("", to: "empty.log")
        let (registry, failures) = try scan(["a.log", "b.log", "empty.log"].map(directory.path))
        #expect(failures.isEmpty)
        #expect(registry.value("orchestrator_log_lines_total", ["a.log"]) == 2)
        #expect(registry.value("orchestrator_log_entries_total", ["a.log", "ERROR"]) == 2)
        #expect(registry.value("orchestrator_log_lines_total", ["b.log"]) == 1)
        #expect(registry.value("orchestrator_log_lines_total", ["empty.log"]) == 0)
    }

    @Test("with a log name all files count under it")
    func namedLog() throws {
        let directory = try TemporaryDirectory()
        try directory.append("\(Self.line)\n", to: "a.log")
        try directory.append(String(repeating: "x", count: 5000) + "\n", to: "b.log")
        let (registry, _) = try scan(["a.log", "b.log"].map(directory.path), logName: "all")
        #expect(registry.value("orchestrator_log_lines_total", ["all"]) == 2)
        #expect(registry.value("orchestrator_log_truncated_lines_total", ["all"]) == 1)
    }

    @Test("a file that cannot be read is named with the next step, and the others are scanned")
    func unreadable() throws {
        let directory = try TemporaryDirectory()
        try directory.append("\(Self.line)\n", to: "a.log")
        let (registry, failures) = try scan([
            directory.path("missing"), directory.path(""), directory.path("a.log"),
        ])
        #expect(registry.value("orchestrator_log_lines_total", ["a.log"]) == 1)
        #expect(
            failures.map(\.message) == [
                "cannot read \(directory.path("missing")): there is no such file; check the path",
                "cannot read \(directory.path("")): it is a directory; name the files in it",
            ]
        )
    }

    @Test("progress tells the bytes read, to the end")
    func progress() throws {
        let directory = try TemporaryDirectory()
        let count = 20_000
        try directory.append(String(repeating: Self.line + "\n", count: count), to: "a.log")
        var scan = try LogScan(
            ruleSet: try RuleSet.load(files: [], includeBuiltIn: true),
            registry: MetricRegistry()
        )
        var told: [UInt64] = []
        try scan.scan(directory.path("a.log")) { told.append($0.bytesRead) }
        #expect(told == told.sorted() && told.count > 1)
        #expect(told.last == UInt64(count * (Self.line.utf8.count + 1)))
    }
}
