import Glibc

/// A line on the terminal that says how far a long command has come; silent when standard error is no terminal.
struct ProgressLine {
    /// Commands that end sooner need none.
    private static let delay = Duration.seconds(1)
    private static let interval = Duration.milliseconds(200)

    private let name: String
    private let isTerminal = isatty(STDERR_FILENO) == 1
    private let start = ContinuousClock.now
    private var lastShown: ContinuousClock.Instant?

    init(name: String) {
        self.name = TeamTable.printable(name)
    }

    mutating func show(bytes: UInt64) {
        guard isTerminal else { return }
        let now = ContinuousClock.now
        guard now - start >= Self.delay, lastShown.map({ now - $0 >= Self.interval }) ?? true else { return }
        lastShown = now
        let seconds = (now - start) / .seconds(1)
        let rate = Int(Double(bytes) / seconds / 1e6)
        Terminal.write(
            Array("\r\(name): \(bytes / 1_000_000) MB, \(rate) MB/s\u{1B}[K".utf8), to: STDERR_FILENO)
    }

    mutating func clear() {
        guard lastShown != nil else { return }
        Terminal.write(Array("\r\u{1B}[K".utf8), to: STDERR_FILENO)
        lastShown = nil
    }
}
