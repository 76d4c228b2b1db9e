import Foundation

/// Time of one scrape, as the scraper sees it: connect, request, the whole answer.
struct ScrapeBenchmark {
    private static let warmUp = 20
    private static let scrapes = 300

    let bench: Bench

    func run() throws {
        var table = Table(
            "time of one scrape (gzip, a new connection each, \(Self.scrapes) in a row)",
            header: ["program", "median ms", "p99 ms", "body bytes", "ratio"])
        let results = try ExporterCommands.sides(in: bench).map { ($0.program, measure($0.command)) }
        let base = results.first { $0.0.name == Peer.nodeExporter.name }.flatMap { median($0.1.times) }
        for (program, result) in results {
            let middle = median(result.times)
            table.add(
                program.name, middle.map(short) ?? "-", percentile(result.times, 0.99).map(short) ?? "-",
                String(result.bytes), base.flatMap { base in middle.map { short($0 / base) } } ?? "-")
        }
        table.show()
    }

    private func measure(_ command: @escaping (UInt16) -> Command) -> (times: [Double], bytes: Int) {
        do {
            let server = try ExporterServer.start(in: bench, command)
            defer { server.stop() }
            bench.note(command(server.port), port: server.port)
            for _ in 0..<Self.warmUp { _ = server.scrape() }
            let answers = (0..<Self.scrapes).compactMap { _ in server.scrape() }
            if answers.count < Self.scrapes { bench.fault("\(Self.scrapes - answers.count) scrapes failed") }
            return (answers.map { $0.elapsed.inSeconds * 1000 }, answers.last?.bodyBytes ?? 0)
        } catch {
            bench.fault("\(error)")
            return ([], 0)
        }
    }
}
