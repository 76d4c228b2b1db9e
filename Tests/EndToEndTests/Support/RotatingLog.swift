import Foundation
import TestSupport

/// How a log makes room for new lines.
enum RotationStyle: String, CaseIterable {
    /// Renamed; the writer goes on in the old file for a moment before it makes the new one.
    case rename
    /// Renamed, as are those before it; all of them match the log's glob.
    case chain
    /// Copied, then cut to nothing.
    case copyTruncate
    /// Renamed and compressed at once.
    case gzip

    /// What the configuration says where the files are.
    var glob: String { self == .chain ? "app.log*" : "app.log" }
}

/// One log and its writer: lines in pieces that end anywhere, rotated in one style.
///
/// No line is ever deleted: the generations older than five move to `old/`.
struct RotatingLog {
    let style: RotationStyle
    let directory: String
    /// All lines so far, those included whose bytes still wait to be written.
    private(set) var totals = LogTotals()
    private(set) var rotations = 0
    private var file: AppendingFile
    private var waiting: [UInt8] = []
    private var random: SeededGenerator
    private var number = 0

    private static let keptGenerations = 5

    enum Failure: Error {
        case cannotCompress(String)
    }

    init(_ style: RotationStyle, in directory: String, seed: UInt64) throws {
        self.style = style
        self.directory = directory
        random = SeededGenerator(seed: seed)
        try FileManager.default.createDirectory(atPath: "\(directory)/old", withIntermediateDirectories: true)
        file = try AppendingFile("\(directory)/app.log")
    }

    /// Writes about `count` lines; the last of them may be incomplete.
    mutating func write(lines count: Int) throws {
        for _ in 0..<count { appendLine() }
        try write(bytes: Int.random(in: 0...waiting.count, using: &random))
    }

    /// Completes the last line.
    mutating func finishLine() throws {
        try write(bytes: waiting.count)
    }

    mutating func rotate() throws {
        try finishLine()
        try moveOlderGenerations()
        let current = "\(directory)/app.log"
        let rotated = "\(current).1"
        if style == .copyTruncate {
            try FileManager.default.copyItem(atPath: current, toPath: rotated)
            try file.truncate()
        } else {
            try FileManager.default.moveItem(atPath: current, toPath: rotated)
            if style == .rename {
                try write(lines: 5)
                try finishLine()
            }
            file = try AppendingFile(current)
        }
        if style == .gzip {
            let result = try ChildProcess.run("/bin/gzip", [rotated])
            guard result.status == 0 else { throw Failure.cannotCompress(result.errorOutput) }
        }
        rotations += 1
    }

    /// Renames `.1` to `.2` and so on; the oldest moves out of the way.
    private func moveOlderGenerations() throws {
        let suffix = style == .gzip ? ".gz" : ""
        for generation in stride(from: Self.keptGenerations, through: 1, by: -1) {
            let from = "\(directory)/app.log.\(generation)\(suffix)"
            guard FileManager.default.fileExists(atPath: from) else { continue }
            let isLast = generation == Self.keptGenerations
            let to =
                isLast
                ? "\(directory)/old/\(rotations)\(suffix)"
                : "\(directory)/app.log.\(generation + 1)\(suffix)"
            try FileManager.default.moveItem(atPath: from, toPath: to)
        }
    }

    private mutating func appendLine() {
        number += 1
        let level = LogTotals.levelNames[Int.random(in: 0..<5, using: &random)]
        let text =
            switch Int.random(in: 0..<10, using: &random) {
            case 0: "payment \(["visa", "sepa"].randomElement(using: &random) ?? "") failed: declined"
            case 1: "payment visa failed: \(["limit", "no_funds"].randomElement(using: &random) ?? "")"
            case 2: String(repeating: "long ", count: Int.random(in: 1...300, using: &random))
            default: "request \(number) done"
            }
        let line = "2026-02-07 12:00:00,123 - shop.\(style) - \(level) - \(text)\n"
        waiting += Array(line.utf8)
        totals.count(line)
    }

    private mutating func write(bytes count: Int) throws {
        for piece in random.chunks(of: Array(waiting.prefix(count)), maxPiece: 4000) {
            try file.write(piece)
        }
        waiting.removeFirst(count)
    }
}
