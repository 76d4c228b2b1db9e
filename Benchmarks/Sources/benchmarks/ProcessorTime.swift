import Foundation

/// Processor time as the kernel counts it, in ticks of 10 ms: measure over many of them.
enum ProcessorTime {
    /// User and system time of all threads of a process, in seconds.
    static func used(by pid: pid_t) -> Double? {
        guard let text = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8) else { return nil }
        return used(stat: text)
    }

    static func used(stat: String) -> Double? {
        // The name of the program, in parentheses, may hold anything.
        guard let end = stat.lastIndex(of: ")") else { return nil }
        let fields = stat[stat.index(after: end)...].split(separator: " ")
        guard fields.count > 12, let user = Double(fields[11]), let system = Double(fields[12]) else {
            return nil
        }
        return (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
    }
}

extension ExporterServer {
    /// What the program uses while nobody asks it anything, as a share of one core.
    func idleShare(seconds: Int) -> Double? {
        guard let before = usedSeconds else { return nil }
        let start = ContinuousClock.now
        sleep(UInt32(seconds))
        return usedSeconds.map { ($0 - before) / (ContinuousClock.now - start).inSeconds }
    }

    /// Times of many scrapes in a row, and the processor time of each; nil when one fails.
    func scrapes(_ count: Int, _ ask: (ExporterServer) -> LoopbackHTTP.Response?) -> ScrapeCosts? {
        guard let before = usedSeconds else { return nil }
        let answers = (0..<count).compactMap { _ in ask(self) }
        guard answers.count == count, let last = answers.last, let after = usedSeconds else { return nil }
        return ScrapeCosts(
            milliseconds: answers.map { $0.elapsed.inSeconds * 1000 },
            firstByteMilliseconds: answers.map { $0.timeToFirstByte.inSeconds * 1000 },
            processorMilliseconds: (after - before) * 1000 / Double(count), bodyBytes: last.bodyBytes)
    }
}

/// What scrapes of one kind cost.
struct ScrapeCosts {
    let milliseconds: [Double]
    let firstByteMilliseconds: [Double]
    /// Of one scrape, all threads, and what the program does beside it.
    let processorMilliseconds: Double
    let bodyBytes: Int
}
