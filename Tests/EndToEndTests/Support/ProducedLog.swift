import Foundation
import TestSupport

/// A log that another program writes, followed by a daemon that is ended and started again.
final class ProducedLog {
    let place: TemporaryDirectory
    let life: ExporterLife
    /// Absolute path of the file that the producer writes and the daemon follows.
    let path: String

    static let linesSeries = #"orchestrator_log_lines_total{log="produced"}"#

    /// - Parameters:
    ///   - file: relative path of the log; it need not exist yet.
    ///   - globs: more paths of the log, such as where its old generations go.
    ///   - rules: a rule file; that of `LogTotals` when not given.
    init(
        _ file: String, and globs: [String] = [], rules: String = LogTotals.rules,
        in place: TemporaryDirectory
    ) throws {
        self.place = place
        path = place.path(file)
        let directory = (path as NSString).deletingLastPathComponent
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        try place.write(rules, to: "rules.yml")
        let paths = ([file] + globs).map { "\"\($0)\"" }.joined(separator: ", ")
        let configuration = "log_rules: [rules.yml]\nlogs:\n  - {name: produced, paths: [\(paths)]}\n"
        life = try ExporterLife(configuration: configuration, in: place)
    }

    var exporter: Exporter { life.exporter }

    /// Waits until so many lines are counted; answers the last number seen.
    func linesCounted(becoming lines: Int, within deadline: Duration = .seconds(20)) throws -> Int {
        Int(try exporter.value(of: Self.linesSeries, becoming: Double(lines), within: deadline) ?? -1)
    }

    /// All bytes that the log and its rotated generations hold, compressed ones unpacked.
    ///
    /// - Parameter directories: relative to the place, such as `logs` and the directory of old logs.
    func recount(_ directories: [String]) throws -> LogTotals {
        var totals = LogTotals()
        for directory in directories { totals.add(try LogTotals.recount(place.path(directory))) }
        return totals
    }
}
