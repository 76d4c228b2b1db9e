/// The two commands that give a Prometheus the past of a log, for what only PromQL can answer.
struct HistoryCommands {
    let rules: [String]
    let log: String
    let files: [String]

    var lines: [String] {
        let options = rules.flatMap { ["--rules", $0] } + ["--log", log]
        let words = (options + files).map(Self.quoted).joined(separator: " ")
        return [
            "\(Terminal.programName) logs scan --backfill \(words) > history.txt",
            "promtool tsdb create-blocks-from openmetrics history.txt data",
        ]
    }

    /// As a shell takes it for one word.
    static func quoted(_ word: String) -> String {
        let plain = word.utf8.allSatisfy { byte in
            byte >= 0x80
                || "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./,:+@%=".utf8.contains(
                    byte)
        }
        return plain && !word.isEmpty ? word : "'\(word.replacing("'", with: "'\\''"))'"
    }
}
