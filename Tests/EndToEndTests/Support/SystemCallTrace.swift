import Foundation
import TestSupport

/// strace around the daemon: shows which system calls touch its state, and kills it at one of them.
struct SystemCallTrace {
    /// The calls that change something on disk.
    static let calls = "pwrite64,write,fdatasync,fsync,rename,unlink,ftruncate"

    /// Records the calls that change something, and those that open or name files.
    static func recorder(output: String) -> [String] {
        [Tools.path("strace"), "-f", "-y", "-qq", "-o", output, "-e", "trace=\(calls),openat"] + tied
    }

    /// Kills the daemon as it enters the `number`th of these calls on one of `paths`, counted for each thread.
    static func killer(at number: Int, paths: [String], output: String) -> [String] {
        [
            Tools.path("strace"), "-f", "-qq", "-o", output, "-e", "trace=\(calls)", "-e",
            "inject=\(calls):signal=SIGKILL:when=\(number)",
        ] + paths.flatMap { ["-P", $0] } + tied
    }

    /// The daemon dies with strace, also when a failing test kills that.
    private static let tied = ["/usr/bin/env", "setpriv", "--pdeathsig", "KILL"]

    /// The files below `directory` that a recording names.
    static func paths(in recording: String, below directory: String) -> [String] {
        var paths: Set<String> = [directory]
        for quoted in recording.split(separator: "\"", omittingEmptySubsequences: false)
        where quoted.hasPrefix(directory + "/") {
            paths.insert(String(quoted))
        }
        return paths.sorted()
    }

    /// How many calls on files below `directory` the busiest thread made.
    static func busiestThread(in recording: String, below directory: String) -> Int {
        var counts: [Substring: Int] = [:]
        for line in recording.split(separator: "\n") where line.contains(directory) {
            guard let thread = line.split(separator: " ").first, !line.contains("openat("),
                !line.contains("resumed>")
            else { continue }
            counts[thread, default: 0] += 1
        }
        return counts.values.max() ?? 0
    }
}
