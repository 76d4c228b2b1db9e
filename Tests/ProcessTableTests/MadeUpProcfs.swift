import TestSupport

/// A procfs of made-up processes, written to a directory.
final class MadeUpProcfs {
    let directory: TemporaryDirectory
    var path: String { directory.path }

    init() throws { directory = try TemporaryDirectory("procfs") }

    struct Process {
        var pid: Int32
        var parent: Int32 = 1
        var name = "claude"
        var commandLine = ""
        var state = "S"
        var startTicks = 100
        var userTicks = 0
        var pages = 10
        /// Place of the stack, random for each exec; 0 hides it.
        var stack = 0
        var readBytes: Int?
    }

    func write(_ process: Process) throws {
        let fields = [
            "\(process.parent) 1 1 0 -1 4194304 0 0 0 0 \(process.userTicks) 5 0 0 20 0 3 0 \(process.startTicks)",
            "4096000 \(process.pages) 18446744073709551615 1 1 \(process.stack) 0 0 0 0 0 0 0 0 0 17 0 0 0 0 0 0",
            "0 0 0 \(process.stack) \(process.stack) 0 0 0",
        ]
        try directory.write(
            "\(process.pid) (\(process.name)) \(process.state) " + fields.joined(separator: " ") + "\n",
            to: "\(process.pid)/stat")
        try directory.write(
            process.commandLine.replacingBlanks(), to: "\(process.pid)/cmdline")
        try directory.makeDirectory("\(process.pid)/fd")
        if let bytes = process.readBytes {
            try directory.write("read_bytes: \(bytes)\nwrite_bytes: 0\n", to: "\(process.pid)/io")
        }
    }
}

extension String {
    /// Arguments as the kernel shows them: each closed by NUL.
    fileprivate func replacingBlanks() -> String {
        isEmpty ? "" : split(separator: " ").joined(separator: "\0") + "\0"
    }
}
