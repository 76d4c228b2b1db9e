import Glibc

/// A line on the terminal that says how far a long command has come; silent when standard error is no terminal.
struct ProgressLine {
    /// Commands that end sooner need none.
    private static let delay = Duration.seconds(1)
    private static let interval = Duration.milliseconds(200)
    private static let barWidth = 24

    private let name: String
    private let isTerminal = isatty(STDERR_FILENO) == 1
    private let start = ContinuousClock.now
    private var lastShown: ContinuousClock.Instant?

    init(name: String) {
        self.name = TeamTable.printable(name)
    }

    /// - Parameter total: bytes there are to read; `nil` when nobody knows, as with a stream.
    mutating func show(bytes: UInt64, of total: UInt64? = nil, filesDone: Int = 0, of files: Int = 1) {
        guard isTerminal else { return }
        let now = ContinuousClock.now
        guard now - start >= Self.delay, lastShown.map({ now - $0 >= Self.interval }) ?? true else { return }
        lastShown = now
        let seconds = (now - start) / .seconds(1)
        let text = Self.text(
            name: name, bytes: bytes, total: total, filesDone: filesDone, files: files, seconds: seconds)
        Terminal.write(Array("\r\(text)\u{1B}[K".utf8), to: STDERR_FILENO)
    }

    static func text(
        name: String, bytes: UInt64, total: UInt64?, filesDone: Int, files: Int, seconds: Double
    ) -> String {
        var parts = ["\(bytes / 1_000_000) MB"]
        var bar = ""
        if let total, total > 0 {
            // Files may grow while they are read.
            let share = min(1, Double(bytes) / Double(total))
            let filled = Int(share * Double(barWidth))
            bar =
                "[" + String(repeating: "#", count: filled) + String(repeating: ".", count: barWidth - filled)
                + "] \(Int(share * 100)) % "
            parts[0] = "\(bytes / 1_000_000) of \(total / 1_000_000) MB"
        }
        if files > 1 { parts.append("\(filesDone) of \(files) files") }
        parts.append("\(Int(Double(bytes) / seconds / 1e6)) MB/s")
        return "\(name): \(bar)\(parts.joined(separator: ", "))"
    }

    mutating func clear() {
        guard lastShown != nil else { return }
        Terminal.write(Array("\r\u{1B}[K".utf8), to: STDERR_FILENO)
        lastShown = nil
    }
}
