import Glibc

/// Writes to the standard streams.
enum Terminal {
    static let programName = "agent-teams-exporter"

    static func print(_ text: String) {
        write(Array((text.hasSuffix("\n") ? text : text + "\n").utf8), to: STDOUT_FILENO)
    }

    static func printError(_ line: String) {
        write(Array((line + "\n").utf8), to: STDERR_FILENO)
    }

    static func write(_ bytes: [UInt8], to fd: Int32 = STDOUT_FILENO) {
        var rest = bytes[...]
        while !rest.isEmpty {
            // `write` reads at most the slice's own length from it.
            let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(fd, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            if count <= 0 {
                giveUp(fd, errno)
                return
            }
            rest = rest.dropFirst(count)
        }
    }

    static func isInteractive(_ fd: Int32) -> Bool { isatty(fd) == 1 }

    /// Colour is for terminals, and for users who did not say no (https://no-color.org).
    static func usesColour(_ fd: Int32) -> Bool {
        isInteractive(fd) && (Environment.variables["NO_COLOR"] ?? "").isEmpty
            && Environment.variables["TERM"] != "dumb"
    }

    /// Bytes of a log for a terminal, which must not take them for commands; tabs stay.
    static func harmless(_ bytes: [UInt8]) -> [UInt8] {
        Array(
            String(decoding: bytes, as: UTF8.self).split(separator: "\t", omittingEmptySubsequences: false)
                .map { TeamTable.printable(String($0)) }.joined(separator: "\t").utf8)
    }

    /// A reader that went away (`| head`) is no failure of the command; a full disk is, for the output looks whole.
    private static func giveUp(_ fd: Int32, _ code: Int32) {
        guard fd == STDOUT_FILENO, code != EPIPE else { return }
        // strerror returns a static string, or one of this thread that is copied at once.
        let reason = unsafe String(cString: strerror(code))
        printError("\(programName): error: cannot write to standard output: \(reason)")
        exit(ExitStatus.internalFailure.rawValue)
    }

    /// Columns padded to their widest cell, two blanks between them.
    static func table(_ rows: [[String]]) -> String {
        let columns = rows.map(\.count).max() ?? 0
        let widths = (0..<columns).map { column in
            rows.map { $0.indices.contains(column) ? $0[column].count : 0 }.max() ?? 0
        }
        return rows.map { row in
            let cells = zip(row, widths).map { cell, width in
                cell + String(repeating: " ", count: width - cell.count)
            }
            let line = cells.joined(separator: "  ")
            return String(line.reversed().drop { $0 == " " }.reversed()) + "\n"
        }.joined()
    }
}
