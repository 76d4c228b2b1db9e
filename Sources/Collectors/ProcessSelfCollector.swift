import Glibc
package import MetricModel
import ProcessTable
import Synchronization

/// Publishes the `process_*` families of the running program, by the convention of Prometheus' client libraries.
///
/// What procfs does not show is absent.
package final class ProcessSelfCollector: Collector {
    package let name = "process"
    private let scanner: Mutex<ProcessScanner>
    private let cpu, openFDs, maxFDs, threads, virtualMemory, residentMemory, startTime: FamilyID
    private let startTimeSeconds: Double?
    private let ticksPerSecond: Double
    private let pageBytes: Double

    /// - Parameter procfs: that of the running program itself, not of the machine it watches.
    package init(registry: MetricRegistry, procfs: String = "/proc") throws {
        ticksPerSecond = Double(sysconf(Int32(_SC_CLK_TCK)))
        pageBytes = Double(sysconf(Int32(_SC_PAGESIZE)))
        var scanner = ProcessScanner(procfs: procfs)
        startTimeSeconds = Self.startTimeSeconds(scanner: &scanner, ticksPerSecond: ticksPerSecond)
        self.scanner = Mutex(scanner)
        cpu = try registry.register(Catalogue.processCPUSeconds)
        openFDs = try registry.register(Catalogue.processOpenFDs)
        maxFDs = try registry.register(Catalogue.processMaxFDs)
        threads = try registry.register(Catalogue.processThreads)
        virtualMemory = try registry.register(Catalogue.processVirtualMemoryBytes)
        residentMemory = try registry.register(Catalogue.processResidentMemoryBytes)
        startTime = try registry.register(Catalogue.processStartTimeSeconds)
    }

    package func collect(into registry: MetricRegistry) throws {
        let (statistics, openFileCount) = scanner.withLock { ($0.ownStatistics(), $0.ownOpenFileCount()) }
        let maximum = Self.maximumOpenFiles()
        registry.update { table in
            if let openFileCount { table.set(table.series(openFDs), Double(openFileCount)) }
            if let maximum { table.set(table.series(maxFDs), maximum) }
            if let startTimeSeconds { table.set(table.series(startTime), startTimeSeconds) }
            guard let statistics else { return }
            table.set(
                table.series(cpu), Double(statistics.userTicks + statistics.systemTicks) / ticksPerSecond)
            table.set(table.series(threads), Double(statistics.threads))
            table.set(table.series(virtualMemory), Double(statistics.virtualBytes))
            table.set(table.series(residentMemory), Double(statistics.residentPages) * pageBytes)
        }
    }

    /// Boot time plus the start in ticks; asked for once, since neither changes.
    private static func startTimeSeconds(scanner: inout ProcessScanner, ticksPerSecond: Double) -> Double? {
        guard let boot = scanner.bootTimeSeconds(), let statistics = scanner.ownStatistics() else {
            return nil
        }
        return Double(boot) + Double(statistics.startTicks) / ticksPerSecond
    }

    private static func maximumOpenFiles() -> Double? {
        var limit = rlimit()
        // `limit` is a live local for the length of the call.
        guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return nil }
        return Double(limit.rlim_cur)
    }
}
