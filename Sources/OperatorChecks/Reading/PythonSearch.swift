import Glibc
import HostState

/// Finds the Python that the watched tool runs in, and asks its pip.
package enum PythonSearch {
    /// Asking an index about a few dozen packages takes seconds.
    package static let deadline = Duration.seconds(60)
    private static let commandLineBytes = 64 << 10

    /// - Parameter isMeant: gets the arguments of a process with blanks between them.
    package static func outdated(
        procfs: String, deadline: Duration = deadline, isMeant: ([UInt8]) -> Bool
    ) -> PackageFindings {
        switch interpreter(procfs: procfs, isMeant: isMeant) {
        case .foreign:
            return .unknown(reason: "the watched tool is run by another user")
        case .found(let path): return ask(path, deadline)
        case .none: return ask("python3", deadline)
        }
    }

    private static func ask(_ python: String, _ deadline: Duration) -> PackageFindings {
        let arguments = [
            "-m", "pip", "list", "--outdated", "--format", "json", "--disable-pip-version-check",
            "--no-input", "--no-color", "--retries", "1", "--timeout", "10",
        ]
        guard let run = ProgramOutput(python, arguments, deadline: deadline) else {
            return .unknown(reason: "there is no Python")
        }
        return PackageFindings(output: run.output, complaints: run.errors, status: run.status)
    }

    enum Interpreter: Equatable {
        case found(String)
        /// It is run by somebody else, whose programs this user does not run.
        case foreign
    }

    /// The program of the first process that is meant and is a Python: as it was called, so that the environment is its
    /// own, which the link in /proc would lead out of.
    static func interpreter(procfs: String, isMeant: ([UInt8]) -> Bool) -> Interpreter? {
        var pid: Int32?
        var words: [String] = []
        for candidate in (OpenDescriptors.names(in: procfs) ?? []).compactMap({ Int32($0) }).sorted() {
            guard let bytes = HostCalls.read("\(procfs)/\(candidate)/cmdline", limitBytes: commandLineBytes),
                !bytes.isEmpty
            else { continue }
            let arguments = bytes.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
            guard let first = arguments.first, first.split(separator: "/").last?.hasPrefix("python") == true,
                isMeant(bytes.map { $0 == 0 ? UInt8(ascii: " ") : $0 })
            else { continue }
            (pid, words) = (candidate, arguments)
            break
        }
        guard let pid, let program = words.first else { return nil }
        guard isOwn("\(procfs)/\(pid)") else { return .foreign }
        if program.hasPrefix("/") { return .found(program) }
        let environment = HostCalls.read("\(procfs)/\(pid)/environ") ?? []
        let prefix = Array("VIRTUAL_ENV=".utf8)
        if let entry = environment.split(separator: 0).first(where: { $0.starts(with: prefix) }) {
            return .found(String(decoding: entry.dropFirst(prefix.count), as: UTF8.self) + "/bin/python")
        }
        // A relative path is one from its working directory, which the link leads to.
        return .found(program.contains("/") ? "\(procfs)/\(pid)/cwd/\(program)" : program)
    }

    /// Whether this user runs it: what another one started is not started here, above all not by root.
    private static func isOwn(_ directory: String) -> Bool {
        var status = stat()
        // The string is a temporary C string; `status` is a live local.
        guard unsafe stat(directory, &status) == 0 else { return false }
        return status.st_uid == getuid()
    }
}
