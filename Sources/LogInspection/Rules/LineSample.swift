package import LogTailing

/// The first lines of a log, to measure rules on.
package enum LineSample {
    /// Enough for a steady figure, and little enough to keep in memory.
    private static let maxLines = 100_000
    private static let maxBytes = 64 << 20

    package static func read(_ path: String) throws(WholeFileError) -> [[UInt8]] {
        var collector = Collector()
        var reader = WholeFile(maxLineBytes: 1_000_000)
        try reader.read(path, into: &collector)
        return collector.lines
    }

    private struct Collector: LineConsumer {
        private(set) var lines: [[UInt8]] = []
        private var bytes = 0

        mutating func consume(_ block: Span<UInt8>, from origin: BlockOrigin) {
            var line: [UInt8] = []
            for index in block.indices {
                guard lines.count < maxLines, bytes < maxBytes else { return }
                if block[index] != UInt8(ascii: "\n") {
                    line.append(block[index])
                    continue
                }
                if line.last == UInt8(ascii: "\r") { line.removeLast() }
                bytes += line.count
                lines.append(line)
                line.removeAll()
            }
        }

        mutating func batchEnded(_ batch: TailBatch) {}
    }
}
