import Foundation
import Glibc
import TestSupport

/// A daemon under test on a free port, started in a fresh directory and ready to answer.
final class Exporter {
    enum Failure: Error, CustomStringConvertible {
        case notReady(errorOutput: String)

        var description: String {
            switch self {
            case .notReady(let errors): "the daemon does not answer; its standard error: \(errors)"
            }
        }
    }

    let place: TemporaryDirectory
    let port: UInt16
    let process: ChildProcess

    /// Starts `serve` (or another serving command) and waits until it says it is ready.
    convenience init(_ arguments: [String], command: String = "serve", in place: TemporaryDirectory) throws {
        try self.init(launchedBy: [], arguments, command: command, port: try FreePort.find(), in: place)
        try waitUntilAnswering("/-/ready")
    }

    /// Starts it and waits for nothing.
    ///
    /// - Parameters:
    ///   - launcher: a program and its arguments that starts the daemon, such as `strace -f`.
    ///   - binary: another place of the binary under test, where its own cannot be reached.
    init(
        launchedBy launcher: [String], _ arguments: [String], command: String = "serve",
        binary: String? = nil,
        port: UInt16, in place: TemporaryDirectory
    ) throws {
        self.place = place
        self.port = port
        let words =
            launcher + [binary ?? ReleaseBinary.path, command, "--web.listen-address=127.0.0.1:\(port)"]
            + arguments
        process = try ChildProcess(
            words[0], Array(words.dropFirst()), environment: ReleaseBinary.environment(home: place.path),
            directory: place.path)
    }

    /// Starts `serve` with a configuration file of this text, kept in `place`.
    convenience init(configuration: String, _ arguments: [String] = [], in place: TemporaryDirectory) throws {
        let file = try place.write(configuration, to: "exporter.yml")
        try self.init(["--config.file=\(file)"] + arguments, in: place)
    }

    func request(
        _ target: String, method: String = "GET", headers: [(String, String)] = []
    ) throws -> HTTPResponse {
        try HTTPClient.send(target, method: method, port: port, headers: headers)
    }

    func scrape(_ target: String = "/metrics") throws -> Scrape {
        Scrape(text: try request(target).text)
    }

    /// Scrapes until `series` has `value`; answers the last value seen.
    func value(of series: String, becoming value: Double, within deadline: Duration = .seconds(20)) throws
        -> Double?
    {
        var last: Double?
        _ = try eventually(within: deadline) {
            last = try scrape()[series]
            return last == value
        }
        return last
    }

    /// Asks it to stop as a service manager does; answers the exit status.
    func terminate(within deadline: Duration = .seconds(30)) -> Int32? {
        process.send(signal: SIGTERM)
        return process.exitStatus(within: deadline)
    }

    /// Waits until `target` answers with status 200; throws when it does not come to that.
    func waitUntilAnswering(_ target: String) throws {
        let isReady = eventually { !process.isRunning || isAnswering(target) }
        guard isReady, process.isRunning else {
            throw Failure.notReady(errorOutput: try process.errorOutput)
        }
    }

    func isAnswering(_ target: String) -> Bool {
        do {
            return try request(target).status == 200
        } catch {
            return false
        }
    }
}
