import Foundation
import Glibc

/// A program that a test has started. Its output goes to files, so that it never waits for its reader.
///
/// It is killed at the latest when the last reference goes.
package final class ChildProcess {
    /// How a program ended that was run to its end.
    package struct Result: Sendable {
        /// The exit code, or 128 plus the number of the signal that ended it.
        package let status: Int32
        package let output: String
        package let errorOutput: String
    }

    package enum Failure: Error, CustomStringConvertible {
        case stillRunning(command: String, after: Duration, errorOutput: String)

        package var description: String {
            switch self {
            case .stillRunning(let command, let time, let errors):
                "\(command) still runs after \(time); its standard error: \(errors)"
            }
        }
    }

    package let command: String
    private let process = Process()
    private let files: TemporaryDirectory

    /// Starts `executable`. Standard input is empty unless `input` names a file.
    ///
    /// `environment` replaces the environment of the test; `nil` passes it on.
    package init(
        _ executable: String, _ arguments: [String] = [], environment: [String: String]? = nil,
        directory: String? = nil, input: String? = nil
    ) throws {
        command = ([executable] + arguments).joined(separator: " ")
        files = try TemporaryDirectory("process")
        try files.write("", to: "out")
        try files.write("", to: "err")
        process.executableURL = URL(fileURLWithPath: executable)
        process.arguments = arguments
        if let environment { process.environment = environment }
        if let directory { process.currentDirectoryURL = URL(fileURLWithPath: directory) }
        process.standardInput = try FileHandle(forReadingFrom: URL(fileURLWithPath: input ?? "/dev/null"))
        process.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: files.path("out")))
        process.standardError = try FileHandle(forWritingTo: URL(fileURLWithPath: files.path("err")))
        try Self.withSignalsUnblocked { try process.run() }
    }

    deinit {
        kill()
    }

    package var pid: Int32 { process.processIdentifier }
    package var isRunning: Bool { process.isRunning }

    /// All that it has written to standard output so far.
    package var output: String { get throws { String(decoding: try files.read("out"), as: UTF8.self) } }
    package var outputBytes: [UInt8] { get throws { try files.read("out") } }
    package var errorOutput: String { get throws { String(decoding: try files.read("err"), as: UTF8.self) } }

    package func send(signal: Int32) {
        guard process.isRunning else { return }
        _ = Glibc.kill(pid, signal)
    }

    /// Waits for the end; `nil` when it still runs at the deadline.
    package func exitStatus(within deadline: Duration = .seconds(30)) -> Int32? {
        guard eventually(within: deadline, { !process.isRunning }) else { return nil }
        return process.terminationReason == .exit
            ? process.terminationStatus : 128 + process.terminationStatus
    }

    /// Ends it at once and waits until it is gone.
    package func kill() {
        send(signal: SIGKILL)
        _ = exitStatus()
    }

    /// Worker threads of the test runner block all signals, and a child inherits that: it would never see SIGTERM.
    private static func withSignalsUnblocked(_ body: () throws -> Void) rethrows {
        var none = sigset_t()
        var before = sigset_t()
        // Both sets are local values that live for the length of each call.
        unsafe sigemptyset(&none)
        unsafe pthread_sigmask(SIG_SETMASK, &none, &before)
        // As above.
        defer { unsafe pthread_sigmask(SIG_SETMASK, &before, nil) }
        try body()
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
