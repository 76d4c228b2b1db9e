import Foundation
import TestSupport

/// What is in a log: counted by its writer while writing, and again offline from all files that were left.
struct LogTotals: Equatable, Sendable {
    private(set) var lines = 0
    private(set) var bytes = 0
    private(set) var levels: [String: Int] = [:]
    /// Lines of failed payments, by provider and reason.
    private(set) var payments: [String: Int] = [:]

    static let levelNames = ["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"]

    /// The rule file whose counter `payments` says what it must show.
    static let rules = """
        rules:
          - name: payment_failures
            pattern: 'payment (?<provider>\\w+) failed: (?<reason>[a-z_]+)'
            counter: shop_payment_failures_total
            help: Payments that a provider refused.
            labels: {provider: $provider, reason: $reason}

        """

    /// Counts one line, its end included.
    mutating func count(_ line: some StringProtocol) {
        lines += 1
        bytes += line.utf8.count
        for level in Self.levelNames where line.contains(" - \(level) - ") { levels[level, default: 0] += 1 }
        let words = line.split(whereSeparator: { $0 == " " || $0 == "\n" })
        if let at = words.firstIndex(of: "payment"), words.count > at + 3, words[at + 2] == "failed:" {
            payments["\(words[at + 1]) \(words[at + 3])", default: 0] += 1
        }
    }

    mutating func add(_ other: LogTotals) {
        lines += other.lines
        bytes += other.bytes
        levels.merge(other.levels) { $0 + $1 }
        payments.merge(other.payments) { $0 + $1 }
    }

    /// Counts all that a directory and those below it hold; compressed files are unpacked by zcat.
    static func recount(_ directory: String) throws -> LogTotals {
        let unpacked = try ChildProcess.run(
            "/bin/sh", ["-c", #"find "$0" -type f -print0 | xargs -0 -r zcat -f --"#, directory],
            within: .seconds(300))
        guard unpacked.status == 0 else { throw Failure.cannotUnpack(unpacked.errorOutput) }
        var totals = LogTotals()
        let text = unpacked.output
        var rest = text[...]
        while let end = rest.utf8.firstIndex(of: UInt8(ascii: "\n")) {
            let next = rest.utf8.index(after: end)
            totals.count(rest[..<next])
            rest = rest[next...]
        }
        return totals
    }

    enum Failure: Error {
        case cannotUnpack(String)
    }

    /// The series of a log that these totals determine, with their values.
    func series(log: String) -> [String: Double] {
        var series = [
            #"orchestrator_log_lines_total{log="\#(log)"}"#: Double(lines),
            #"orchestrator_log_read_bytes_total{log="\#(log)"}"#: Double(bytes),
        ]
        for level in Self.levelNames {
            let name = #"orchestrator_log_entries_total{log="\#(log)",level="\#(level)"}"#
            series[name] = Double(levels[level] ?? 0)
        }
        return series
    }

    /// The series of `rules`, which counts all logs together.
    var paymentSeries: [String: Double] {
        var series: [String: Double] = [:]
        for (key, count) in payments {
            let words = key.split(separator: " ")
            let name = #"shop_payment_failures_total{provider="\#(words[0])",reason="\#(words[1])"}"#
            series[name] = Double(count)
        }
        return series
    }
}

extension Exporter {
    /// Scrapes until these series have these values; answers, in words, those that have not.
    func differences(
        from expected: [String: Double], within deadline: Duration = .seconds(30)
    ) throws -> [String] {
        var differences: [String] = []
        _ = try eventually(within: deadline, every: .milliseconds(20)) {
            let scrape = try scrape()
            differences = expected.filter { scrape[$0.key] != $0.value }
                .map { "\($0.key): \(scrape[$0.key].map { "\($0)" } ?? "absent"), not \($0.value)" }.sorted()
            return differences.isEmpty
        }
        return differences
    }
}
