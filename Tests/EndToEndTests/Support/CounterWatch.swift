import Synchronization
import TestSupport

/// A scraper that never pauses for long and remembers the highest value of each counter: over all restarts none
/// may ever go down or vanish.
final class CounterWatch: Sendable {
    private struct Seen {
        var values: [String: Double] = [:]
        var scrapes = 0
        var faults: [String] = []
    }

    private let seen: Mutex<Seen>
    private let thread: Mutex<SideThread?> = Mutex(nil)
    private let port: UInt16
    private let passing: String?

    /// Begins to scrape the daemon at `port`; while nobody answers there it just asks again.
    ///
    /// - Parameter passing: series that contain this may come and go.
    init(port: UInt16, passing: String? = nil, every pause: Duration = .milliseconds(10)) {
        self.port = port
        self.passing = passing
        seen = Mutex(Seen())
        thread.withLock { thread in
            thread = SideThread(every: pause) { [weak self] in self?.scrapeOnce() }
        }
    }

    var scrapes: Int { seen.withLock { $0.scrapes } }
    /// What went down or vanished, in words (the first 20); empty when all is well.
    var faults: [String] { seen.withLock { $0.faults } }
    /// The names of the counters seen.
    var families: Set<String> {
        seen.withLock { Set($0.values.keys.map { String($0.prefix { $0 != "{" }) }) }
    }

    /// The last value seen of a counter.
    func value(of series: String) -> Double? { seen.withLock { $0.values[series] } }

    func stop() throws {
        try thread.withLock { $0 }?.stop()
    }

    private func scrapeOnce() {
        do {
            let answer = try HTTPClient.send("/metrics", port: port, timeoutSeconds: 5)
            if answer.status == 200 { take(Scrape(text: answer.text)) }
        } catch {
            // Nobody listens while the daemon is down: the next scrape asks again.
            return
        }
    }

    private func take(_ scrape: Scrape) {
        let counters = scrape.samples.filter { isKept($0.key) }
        seen.withLock { seen in
            seen.scrapes += 1
            for (series, last) in seen.values where seen.faults.count < 20 {
                guard let now = counters[series] else {
                    seen.faults.append("scrape \(seen.scrapes): \(series) vanished at \(last)")
                    continue
                }
                if now < last {
                    seen.faults.append("scrape \(seen.scrapes): \(series) fell from \(last) to \(now)")
                }
            }
            seen.values.merge(counters) { _, new in new }
        }
    }

    /// Counters of what happened in logs and teams; those of the process itself begin anew with it, and those of a
    /// control group are the kernel's and end with the last agent in it.
    private func isKept(_ series: String) -> Bool {
        if let passing, series.contains(passing) { return false }
        let name = series.prefix { $0 != "{" }
        let isCount = ["_total", "_count", "_bucket"].contains { name.hasSuffix($0) }
        return isCount && !name.hasPrefix("process_") && !name.hasPrefix("orchestrator_agent_cgroup_")
            && !name.hasPrefix("agent_teams_exporter_")
    }
}
