import Foundation

/// Time of one scrape while a crowd holds on to the same port: idle connections, and some that mean harm.
struct CrowdBenchmark {
    private static let warmUp = 20
    private static let scrapes = 300
    private static let idle = 1000
    private static let hostile = 100
    /// Of the scraper's wait at the 99th percentile, in milliseconds.
    private static let budgetMilliseconds = 100.0

    let bench: Bench

    func run() throws {
        var table = Table(
            "time of one scrape beside \(Self.idle) idle and \(Self.hostile) hostile connections",
            header: ["program", "median ms", "p99 ms", "alone, median ms", "failed", "p99 budget"])
        for side in try ExporterCommands.sides(in: bench) {
            guard let times = measure(side.command) else { continue }
            let p99 = percentile(times.crowded, 0.99)
            let isSubject = side.program == bench.subject
            if isSubject, times.failed > 0 { bench.fault("\(times.failed) scrapes beside the crowd failed") }
            table.add(
                side.program.name, median(times.crowded).map(short) ?? "-", p99.map(short) ?? "-",
                median(times.alone).map(short) ?? "-", String(times.failed),
                isSubject ? Budget.atMost(Self.budgetMilliseconds).verdict(p99, "ms") : "")
        }
        table.show()
    }

    private func measure(
        _ command: @escaping (UInt16) -> Command
    ) -> (alone: [Double], crowded: [Double], failed: Int)? {
        do {
            let server = try ExporterServer.start(in: bench, command)
            defer { server.stop() }
            for _ in 0..<Self.warmUp { _ = server.scrape() }
            let alone = (0..<Self.scrapes).compactMap { _ in server.scrape()?.milliseconds }
            let crowd = Crowd(port: server.port, idle: Self.idle, hostile: Self.hostile)
            defer { crowd.leave() }
            var crowded: [Double] = []
            for _ in 0..<Self.scrapes {
                crowd.push()
                if let answer = server.scrape() { crowded.append(answer.milliseconds) }
            }
            return (alone, crowded, Self.scrapes - crowded.count)
        } catch {
            bench.fault("\(error)")
            return nil
        }
    }
}

extension LoopbackHTTP.Response {
    fileprivate var milliseconds: Double { elapsed.inSeconds * 1000 }
}

/// Connections that stay, and some that send what no client should.
final class Crowd {
    private let port: UInt16
    private var idle: [Int32] = []
    private var hostile: [Int32] = []
    private var turn = 0

    /// What hostile connections send, a piece each turn: a head that never ends, noise, and many requests at once whose answers
    /// nobody reads.
    private static let pieces = [
        "GET /metrics HTTP/1.1\r\nHost: a\r\nX-Slow: ", "a", "\u{1}\u{2}\r\n\r\n\r\nGET / HTTP/9.9\r\n\r\n",
        String(repeating: "GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n", count: 50),
    ]

    init(port: UInt16, idle: Int, hostile: Int) {
        self.port = port
        var limit = rlimit()
        if getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 {
            limit.rlim_cur = min(limit.rlim_max, 8192)
            setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        }
        self.idle = (0..<idle).compactMap { _ in LoopbackHTTP.connected(to: port) }
        self.hostile = (0..<hostile).compactMap { _ in LoopbackHTTP.connected(to: port) }
    }

    /// The hostile ones send their next piece; those that were closed come again, ten at most in a turn.
    func push() {
        turn += 1
        var renewed = 0
        for index in hostile.indices {
            let piece = Array(Self.pieces[(index + turn) % Self.pieces.count].utf8)
            let flags = Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT)
            if send(hostile[index], piece, piece.count, flags) < 0, errno != EAGAIN, renewed < 10 {
                close(hostile[index])
                hostile[index] = LoopbackHTTP.connected(to: port) ?? -1
                renewed += 1
            }
        }
    }

    func leave() {
        for socket in idle + hostile where socket >= 0 { close(socket) }
        (idle, hostile) = ([], [])
    }
}
