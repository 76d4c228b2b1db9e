import Foundation
import Glibc
import Synchronization

/// A program that a test has started. Its output goes to files, so that it never waits for its reader.
///
/// It is killed at the latest when the last reference goes.
package final class ChildProcess: Sendable {
    /// How a program ended that was run to its end.
    package struct Result: Sendable {
        /// The exit code, or 128 plus the number of the signal that ended it.
        package let status: Int32
        package let output: String
        package let errorOutput: String
    }

    package enum Failure: Error, CustomStringConvertible {
        case stillRunning(command: String, after: Duration, errorOutput: String)
        case cannotStart(command: String, code: Int32)

        package var description: String {
            switch self {
            case .stillRunning(let command, let time, let errors):
                "\(command) still runs after \(time); its standard error: \(errors)"
            case .cannotStart(let command, let code): "cannot start \(command): errno \(code)"
            }
        }
    }

    package let command: String
    package let pid: Int32
    private let files: TemporaryDirectory
    /// What `waitpid` told of the end; nil while it runs.
    private let ending = Mutex<Int32?>(nil)

    /// Starts `executable`. Standard input is empty unless `input` names a file.
    ///
    /// `environment` replaces the environment of the test; `nil` passes it on. May be called from any thread.
    package init(
        _ executable: String, _ arguments: [String] = [], environment: [String: String]? = nil,
        directory: String? = nil, input: String? = nil
    ) throws {
        command = ([executable] + arguments).joined(separator: " ")
        let files = try TemporaryDirectory("process")
        let streams = [
            input ?? "/dev/null", try files.write("", to: "out"), try files.write("", to: "err"),
        ]
        let environment = environment ?? ProcessInfo.processInfo.environment
        pid = try Spawning.start(
            [executable] + arguments, environment: environment.map { "\($0.key)=\($0.value)" },
            directory: directory, streams: streams)
        self.files = files
    }

    deinit {
        kill()
    }

    package var isRunning: Bool { waitStatus == nil }

    /// Asks the kernel once; a child that has ended is reaped by that.
    private var waitStatus: Int32? {
        ending.withLock { ending in
            if ending != nil { return ending }
            var status: Int32 = 0
            // SAFETY: the call writes the one local number.
            if unsafe waitpid(pid, &status, WNOHANG) == pid { ending = status }
            return ending
        }
    }

    /// All that it has written to standard output so far.
    package var output: String { get throws { String(decoding: try files.read("out"), as: UTF8.self) } }
    package var outputBytes: [UInt8] { get throws { try files.read("out") } }
    package var errorOutput: String { get throws { String(decoding: try files.read("err"), as: UTF8.self) } }

    package func send(signal: Int32) {
        // Not reaped yet, its number cannot belong to another process.
        guard isRunning else { return }
        _ = Glibc.kill(pid, signal)
    }

    /// Waits for the end; `nil` when it still runs at the deadline.
    package func exitStatus(within deadline: Duration = .seconds(30)) -> Int32? {
        guard eventually(within: deadline, { !isRunning }), let status = waitStatus else { return nil }
        let signal = status & 0x7F
        return signal == 0 ? (status >> 8) & 0xFF : 128 + signal
    }

    /// Ends it at once and waits until it is gone.
    package func kill() {
        send(signal: SIGKILL)
        _ = exitStatus()
    }

    /// Runs a program to its end. Throws when it cannot be started or still runs at the deadline.
    package static func run(
        _ executable: String, _ arguments: [String] = [], environment: [String: String]? = nil,
        directory: String? = nil, input: String? = nil, within deadline: Duration = .seconds(60)
    ) throws -> Result {
        let child = try ChildProcess(
            executable, arguments, environment: environment, directory: directory, input: input)
        guard let status = child.exitStatus(within: deadline) else {
            throw Failure.stillRunning(
                command: child.command, after: deadline, errorOutput: try child.errorOutput)
        }
        return Result(status: status, output: try child.output, errorOutput: try child.errorOutput)
    }
}
