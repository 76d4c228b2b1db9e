import Glibc
package import MetricModel
import Synchronization
package import TeamCensus
import TeamState

/// Publishes which teams there are and which of them live.
package final class TeamsCollector: Collector {
    package let name = "teams"
    private let census: Mutex<TeamCensus>
    private let families: TeamFamilies
    private let settings: Mutex<Settings>
    private let nowMs: @Sendable () -> Int64

    /// What a reload may change.
    private struct Settings {
        var limit: Int
        /// `nil` while the census is the one that the collector was made with.
        var sight: (roots: [String], activeWindow: Duration)?
    }

    /// - Parameters:
    ///   - limit: active teams that the operator allows.
    ///   - nowMs: milliseconds since 1970.
    package convenience init(
        census: sending TeamCensus, limit: Int, registry: MetricRegistry,
        nowMs: @escaping @Sendable () -> Int64 = TeamsCollector.systemNowMs
    ) throws {
        try self.init(
            census: census, limit: limit, registry: registry, maxTeams: TeamFamilies.maxTeams, nowMs: nowMs)
    }

    /// - Parameter maxTeams: see `TeamFamilies.maxTeams`.
    init(
        census: sending TeamCensus, limit: Int, registry: MetricRegistry, maxTeams: Int,
        nowMs: @escaping @Sendable () -> Int64
    ) throws {
        self.census = Mutex(census)
        settings = Mutex(Settings(limit: limit))
        self.nowMs = nowMs
        families = try TeamFamilies(registry: registry, maxTeams: maxTeams)
    }

    /// Looks at other roots, or judges otherwise, from the next look on. Never waits for one that is under way.
    package func reconfigure(roots: [String], activeWindow: Duration, limit: Int) {
        settings.withLock { $0 = Settings(limit: limit, sight: (roots, activeWindow)) }
    }

    /// The census keeps what it read, so one look runs at a time; the registry is locked only to publish.
    package func collect(into registry: MetricRegistry) throws {
        let settings = settings.withLock { $0 }
        let report = takeCensus(settings)
        registry.update { table in families.publish(report, limit: settings.limit, into: &table) }
    }

    package static func systemNowMs() -> Int64 {
        var time = timespec()
        // `time` is a live local; CLOCK_REALTIME exists everywhere, so the call cannot fail.
        _ = unsafe clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }

    private func takeCensus(_ settings: Settings) -> CensusReport {
        let nowMs = nowMs()
        return census.withLock { census in
            if let sight = settings.sight {
                census.reconfigure(roots: sight.roots, activeWindow: sight.activeWindow)
            }
            return census.take(nowMs: nowMs)
        }
    }
}
