import Glibc

/// A line on the terminal that says what a command waits for; silent when standard error is no terminal.
struct PatienceNote {
    private let isTerminal = Terminal.isInteractive(STDERR_FILENO)

    init(_ text: String) {
        if isTerminal { Terminal.write(Array("\r\(text) ...\u{1B}[K".utf8), to: STDERR_FILENO) }
    }

    func clear() {
        if isTerminal { Terminal.write(Array("\r\u{1B}[K".utf8), to: STDERR_FILENO) }
    }
}
