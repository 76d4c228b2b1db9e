import Foundation

/// A scrape of many series.
struct SeriesBenchmark {
    /// DESIGN: 5 ms and 50 ms inside the server; aim 1 ms and 10 ms.
    private static let sizes: [(series: Int, budgetMilliseconds: Double)] = [(5_000, 5), (100_000, 50)]
    private static let scrapes = 30

    let bench: Bench

    func run() throws {
        guard let program = bench.subject else { return }
        var table = Table(
            "scrape of many series (\(Self.scrapes) in a row; plain is without compression, for the server's own time)",
            header: [
                "series", "plain, first byte ms", "plain, whole ms", "gzip, whole ms", "body bytes", "budget",
            ])
        for (series, budget) in Self.sizes {
            let count = bench.scaled(series)
            guard let (plain, packed) = try measure(program, series: count) else { continue }
            let first = median(plain.firstByteMilliseconds)
            table.add(
                String(count), first.map(short) ?? "-", median(plain.milliseconds).map(short) ?? "-",
                median(packed.milliseconds).map(short) ?? "-", String(plain.bodyBytes),
                Budget.atMost(budget).verdict(first, "ms"))
        }
        table.show()
    }

    private func measure(_ program: Program, series: Int) throws -> (plain: ScrapeCosts, packed: ScrapeCosts)?
    {
        let folder = "series-\(series)"
        let lines = (0..<series).map { "2026-02-07 12:00:00,123 - app - INFO - order number \($0) sent\n" }
        try bench.write(lines.joined(), to: "\(folder)/app.log")
        try bench.write(
            """
            rules:
              - name: orders
                pattern: 'order number (?<order>\\d+) sent'
                counter: shop_orders_total
                help: Orders that were sent.
                labels: {order: $order}
                max_series: \(series + 1)

            """, to: "\(folder)/rules.yml")
        let command = try ExporterCommands.subject(
            program, in: bench, folder: folder,
            configuration: """
                teams:
                  roots: [claude]
                logs:
                  - name: app
                    paths: [app.log]
                log_rules: [rules.yml]

                """)
        let server = try ExporterServer.start(in: bench, command)
        defer { server.stop() }
        bench.note(command(server.port), port: server.port)
        let last = #"shop_orders_total{order="\#(series - 1)"}"#
        guard server.waits(for: last, toBe: 1),
            let plain = server.scrapes(Self.scrapes, { $0.get("/metrics") }),
            let packed = server.scrapes(Self.scrapes, { $0.scrape() })
        else {
            bench.fault("\(program.name) does not show \(series) series")
            return nil
        }
        return (plain, packed)
    }
}
