import Foundation

/// A running exporter: the measured program or a peer that serves `/metrics` on loopback.
struct ExporterServer {
    struct StartFailure: Error, CustomStringConvertible {
        let description: String
    }

    /// What Prometheus sends with each scrape.
    static let scrapeHeaders = [
        "Accept: application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,"
            + "text/plain;version=0.0.4;q=0.5,*/*;q=0.1",
        "Accept-Encoding: gzip", "User-Agent: Prometheus/2.42.0", "X-Prometheus-Scrape-Timeout-Seconds: 10",
    ]

    let process: ChildProcess
    let port: UInt16
    /// From just before the process was made to the end of the first answer with status 200.
    let timeToFirstScrape: Duration

    /// Starts an exporter on a free port and waits until it answers.
    static func start(in bench: Bench, _ command: (_ port: UInt16) -> Command) throws -> ExporterServer {
        guard let port = LoopbackHTTP.freePort() else {
            throw StartFailure(description: "no free port on loopback")
        }
        let command = command(port)
        let errors = bench.path("\(command.program.name.filter { $0 != " " }).stderr")
        let process = try ChildProcess(
            command, core: bench.core, output: bench.path("server.stdout"), errors: errors)
        let deadline = process.started + .seconds(20)
        while ContinuousClock.now < deadline {
            if LoopbackHTTP.get(port: port, path: "/metrics", headers: scrapeHeaders)?.status == 200 {
                let elapsed = ContinuousClock.now - process.started
                return ExporterServer(process: process, port: port, timeToFirstScrape: elapsed)
            }
            if let exit = process.poll() {
                throw StartFailure(
                    description:
                        "\(command.program.name) ended at once with \(exit.code): \(tail(of: errors))")
            }
            usleep(500)
        }
        process.stop()
        throw StartFailure(
            description: "\(command.program.name) did not answer within 20 s: \(tail(of: errors))")
    }

    /// One scrape as Prometheus makes it; nil unless the status is 200.
    func scrape() -> LoopbackHTTP.Response? {
        let response = LoopbackHTTP.get(port: port, path: "/metrics", headers: ExporterServer.scrapeHeaders)
        return response?.status == 200 ? response : nil
    }

    /// One plain GET without compression; nil unless the status is 200.
    func get(_ path: String) -> LoopbackHTTP.Response? {
        let response = LoopbackHTTP.get(port: port, path: path, headers: ["Accept: text/plain;version=0.0.4"])
        return response?.status == 200 ? response : nil
    }

    /// The value of a series in an answer to `path`; nil while it is not there.
    func value(of series: String, in path: String = "/metrics") -> Double? {
        guard let body = get(path)?.body else { return nil }
        let lines = String(decoding: body, as: UTF8.self).split(separator: "\n")
        return lines.first { $0.hasPrefix(series + " ") }.flatMap { Double($0.dropFirst(series.count + 1)) }
    }

    /// Asks until the series has the value; false when it does not come to that.
    func waits(for series: String, toBe value: Double, within seconds: Double = 120) -> Bool {
        let deadline = ContinuousClock.now + .seconds(seconds)
        while ContinuousClock.now < deadline {
            if self.value(of: series) == value { return true }
            usleep(50_000)
        }
        return false
    }

    /// Processor time used so far, of all threads.
    var usedSeconds: Double? { ProcessorTime.used(by: process.pid) }

    func stop() { process.stop() }

    private static func tail(of file: String) -> String {
        let text = (try? String(contentsOfFile: file, encoding: .utf8)) ?? ""
        return String(text.split(separator: "\n").last ?? "no message")
    }
}

/// How each exporter is started.
enum ExporterCommands {
    /// The measured program over the fixture tree, with one log of 1 MiB.
    static func subject(_ program: Program, in bench: Bench) throws -> (UInt16) -> Command {
        if !FileManager.default.fileExists(atPath: bench.path("logs/app.log")) {
            var writer = CorpusWriter(seed: bench.options.seed, hitShare: 0.01)
            try bench.write(String(decoding: writer.block(lines: 9_000), as: UTF8.self), to: "logs/app.log")
        }
        let config = try bench.write(
            "logs:\n  - name: app\n    paths: [\"logs/*.log\"]\n", to: "config.yml")
        let root = bench.teamsRoot
        let environment = ["HOME": bench.scratch.path, "STATE_DIRECTORY": bench.path("state")]
        return { port in
            Command(
                program: program,
                arguments: [
                    "serve", "--config.file", config, "--teams.root", root, "--web.listen-address",
                    "127.0.0.1:\(port)",
                ],
                environment: environment)
        }
    }

    /// The measured program with a configuration file and a folder of its own, where it also keeps its state.
    static func subject(
        _ program: Program, in bench: Bench, folder: String, configuration: String,
        stateDirectory: String? = nil
    ) throws -> (UInt16) -> Command {
        let config = try bench.write(configuration, to: "\(folder)/config.yml")
        let environment = [
            "HOME": bench.path(folder), "STATE_DIRECTORY": stateDirectory ?? bench.path("\(folder)/state"),
        ]
        return { port in
            Command(
                program: program,
                arguments: ["serve", "--config.file", config, "--web.listen-address", "127.0.0.1:\(port)"],
                environment: environment)
        }
    }

    static func nodeExporter(_ program: Program) -> (UInt16) -> Command {
        { port in
            Command(
                program: program, arguments: ["--web.listen-address=127.0.0.1:\(port)", "--log.level=error"])
        }
    }

    /// Both sides of the comparison, as far as they are there.
    static func sides(in bench: Bench) throws -> [(program: Program, command: (UInt16) -> Command)] {
        var sides: [(program: Program, command: (UInt16) -> Command)] = []
        if let subject = bench.subject {
            sides.append((subject, try ExporterCommands.subject(subject, in: bench)))
        }
        if let peer = bench.peer(.nodeExporter) { sides.append((peer, nodeExporter(peer))) }
        return sides
    }
}
