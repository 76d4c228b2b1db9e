import Foundation
import TestSupport

/// Makes logs of one sort of entries, so that they can be read by the simplest means.
enum RandomLog {
    /// 30 entries that go on from `clock`.
    static func text(_ name: String, _ clock: inout Int64, _ random: inout SeededGenerator) -> String {
        var text = ""
        for number in 0..<30 {
            clock += Int64.random(in: 0...40_000, using: &random)
            let level = ["INFO", "ERROR", "WARNING", "CRITICAL", "DEBUG"].randomElement(using: &random) ?? ""
            let id = UInt32.random(in: 0 ... .max, using: &random)
            text += "\(ErrorSearchBench.time(clock)) - \(name) - \(level) - job \(number) id \(id)\n"
            switch Int.random(in: 0..<6, using: &random) {
            case 0: text += "  indented\n\tmore\n"
            case 1: text += "Traceback (most recent call last):\n  File \"x.py\", line 1\nValueError: \(id)\n"
            case 2: text += "a second line of the message\n"
            default: break
            }
        }
        return text
    }
}

/// Finds ERROR and CRITICAL entries in whole texts: lines are cut, joined, filtered and sorted, all of them in memory.
struct ForcedReader {
    private struct Entry {
        let time: String
        let rank: Int
        var text: String
    }

    private let since: String
    private let until: String
    private var entries: [Entry] = []

    init(since: Int64, until: Int64) {
        self.since = ErrorSearchBench.time(since)
        self.until = ErrorSearchBench.time(until)
    }

    mutating func add(_ text: String, rank: Int) {
        var open: [Entry] = []
        for line in text.split(separator: "\n") {
            if line.hasPrefix("2026-") {
                open.append(Entry(time: String(line.prefix(23)), rank: rank, text: String(line)))
            } else if !open.isEmpty {
                open[open.count - 1].text += "\n\(line)"
            }
        }
        entries += open.filter { entry in
            // A warning's traceback belongs to it; one below a line of less weight is an entry of its own.
            entry.text.contains(" - ERROR - ") || entry.text.contains(" - CRITICAL - ")
        }
        let quiet = open.filter { $0.text.contains(" - INFO - ") || $0.text.contains(" - DEBUG - ") }
        for entry in quiet {
            guard let cut = entry.text.range(of: "\nTraceback") else { continue }
            let trace = entry.text[entry.text.index(after: cut.lowerBound)...]
            entries.append(Entry(time: entry.time, rank: rank, text: String(trace)))
        }
    }

    private var sorted: [Entry] {
        entries.enumerated().filter { since <= $0.element.time && $0.element.time <= until }
            .sorted { left, right in
                (left.element.time, left.element.rank, left.offset) < (
                    right.element.time, right.element.rank, right.offset
                )
            }
            .map(\.element)
    }

    var texts: [String] { sorted.map(\.text) }
}
