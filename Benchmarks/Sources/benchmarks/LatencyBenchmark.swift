import Foundation

/// Time from a line written to the line counted in an answer, to a scraper that asks without a pause.
struct LatencyBenchmark {
    private static let series = #"orchestrator_log_lines_total{log="app"}"#
    /// One family, so that the time is that of the way of the line, not of printing.
    private static let path = "/metrics?collect[]=logs&name[]=orchestrator_log_lines_total"
    /// DESIGN: 100 ms at the 99th percentile, aim 10 ms.
    private static let budgetMilliseconds = 100.0

    let bench: Bench

    func run() throws {
        guard let program = bench.subject else { return }
        let lines = bench.scaled(500)
        var table = Table(
            "time from a line written to the line counted in an answer, \(lines) lines",
            header: ["state directory", "median ms", "p99 ms", "slowest ms", "budget"])
        for (name, state) in places {
            let times = try measure(program, stateDirectory: state, lines: lines)
            let tail = percentile(times, 0.99)
            table.add(
                name, median(times).map(short) ?? "-", tail.map(short) ?? "-", times.max().map(short) ?? "-",
                Budget.atMost(Self.budgetMilliseconds).verdict(tail, "ms"))
        }
        table.show()
    }

    /// A commit waits for the disk; in memory it does not.
    private var places: [(name: String, state: String)] {
        let memory = "/dev/shm/exporter-bench-\(ProcessInfo.processInfo.processIdentifier)"
        let isThere = FileManager.default.isWritableFile(atPath: "/dev/shm")
        return [("on disk", bench.path("latency/state"))] + (isThere ? [("in memory", memory)] : [])
    }

    private func measure(_ program: Program, stateDirectory: String, lines: Int) throws -> [Double] {
        try bench.write("", to: "latency/app.log")
        try FileManager.default.createDirectory(atPath: stateDirectory, withIntermediateDirectories: true)
        defer { remove(stateDirectory) }
        let command = try ExporterCommands.subject(
            program, in: bench, folder: "latency",
            configuration: "teams:\n  roots: [claude]\nlogs:\n  - name: app\n    paths: [app.log]\n",
            stateDirectory: stateDirectory)
        let server = try ExporterServer.start(in: bench, command)
        defer { server.stop() }
        bench.note(command(server.port), port: server.port)
        guard server.waits(for: Self.series, toBe: 0) else {
            bench.fault("\(program.name) does not follow the file")
            return []
        }
        let log = try FileHandle(forWritingTo: URL(fileURLWithPath: bench.path("latency/app.log")))
        defer { log.closeFile() }
        var generator = SeededGenerator(seed: bench.options.seed)
        return try (1...lines).compactMap { number in
            usleep(UInt32.random(in: 2_000...30_000, using: &generator))
            return try visible(number, in: log, server)
        }
    }

    /// Milliseconds; nil and a fault when it is not seen within a second.
    private func visible(_ number: Int, in log: FileHandle, _ server: ExporterServer) throws -> Double? {
        let line = "2026-02-07 12:00:00,123 - app.worker - INFO - line \(number)\n"
        try log.write(contentsOf: Data(line.utf8))
        let start = ContinuousClock.now
        while ContinuousClock.now - start < .seconds(1) {
            if server.value(of: Self.series, in: Self.path) == Double(number) {
                return (ContinuousClock.now - start).inSeconds * 1000
            }
        }
        bench.fault("line \(number) was not counted within a second")
        return nil
    }

    private func remove(_ directory: String) {
        do {
            try FileManager.default.removeItem(atPath: directory)
        } catch {
            complain("could not remove \(directory): \(error.localizedDescription)")
        }
    }
}
