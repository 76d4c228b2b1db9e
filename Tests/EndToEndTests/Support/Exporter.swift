import Foundation
import Glibc
import TestSupport

/// A daemon under test on a free port, started in a fresh directory and ready to answer.
final class Exporter {
    enum Failure: Error {
        case notReady(errorOutput: String)
    }

    let place: TemporaryDirectory
    let port: UInt16
    let process: ChildProcess

    /// Starts `serve` (or another serving command) and waits until it says it is ready.
    init(_ arguments: [String], command: String = "serve", in place: TemporaryDirectory) throws {
        self.place = place
        port = try FreePort.find()
        process = try ChildProcess(
            ReleaseBinary.path, [command, "--web.listen-address=127.0.0.1:\(port)"] + arguments,
            environment: ReleaseBinary.environment(home: place.path), directory: place.path)
        let isReady = eventually { !process.isRunning || isAnswering("/-/ready") }
        guard isReady, process.isRunning else {
            throw Failure.notReady(errorOutput: try process.errorOutput)
        }
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

    private func isAnswering(_ target: String) -> Bool {
        do {
            return try request(target).status == 200
        } catch {
            return false
        }
    }
}
