import Foundation

/// Time from start to the first successful scrape.
struct StartupBenchmark {
    /// DESIGN: 200 ms, aim 50 ms.
    private static let budgetMilliseconds = 200.0

    let bench: Bench

    func run() throws {
        var table = Table(
            "start to first successful scrape",
            header: ["program", "median ms", "slowest ms", "ratio", "budget"])
        var medians: [String: Double] = [:]
        var rows: [(Program, [Double])] = []
        for side in try ExporterCommands.sides(in: bench) {
            let times = measure(side.command)
            medians[side.program.name] = median(times)
            rows.append((side.program, times))
        }
        let base = medians[Peer.nodeExporter.name]
        for (program, times) in rows {
            let middle = median(times)
            let isSubject = program == bench.subject
            table.add(
                program.name, middle.map(short) ?? "-", times.max().map(short) ?? "-",
                base.flatMap { base in middle.map { short($0 / base) } } ?? "-",
                isSubject ? Budget.atMost(Self.budgetMilliseconds).verdict(middle) : "")
        }
        table.show()
    }

    private func measure(_ command: @escaping (UInt16) -> Command) -> [Double] {
        var times: [Double] = []
        for _ in 0..<bench.options.runs {
            do {
                let server = try ExporterServer.start(in: bench, command)
                times.append(server.timeToFirstScrape.inSeconds * 1000)
                bench.note(command(server.port), port: server.port)
                server.stop()
            } catch {
                bench.fault("\(error)")
                break
            }
        }
        return times
    }
}
