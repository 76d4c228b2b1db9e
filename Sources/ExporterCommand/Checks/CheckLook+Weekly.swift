import ExporterService
import Glibc
import HostState
import LogTailing
import Operations
import OperatorChecks
import PatternMatching
import ProcessTable
import TeamBackup
import TeamCensus
import TeamState

/// What weekly and monthly checks look at.
extension CheckLook {
    /// Between two looks at the processors.
    private static let pauseMilliseconds: Int32 = 1000

    func volumes() -> [LogVolume] {
        let times = Dictionary(logs.map { ($0.source.name, $0.entryTime) }) { first, _ in first }
        return LogVolumeReading.volumes(
            of: logs.map(\.source), times: times,
            directory: { source in
                source.paths.first.map { ExporterConfiguration.fixedDirectory(ofGlob: $0) } ?? "/"
            }, nowMs: nowMs)
    }

    /// A root by its number, in the order of the configuration.
    func backupPlaces() -> [(name: String, root: String, directory: String)] {
        let roots = configuration.teams.roots
        let places = BackupPlaces(directory: configuration.backup.directory, roots: roots)
        return roots.enumerated().map { number, root in
            ("root \(number + 1)", root, places.place(of: root))
        }
    }

    func newestBackup(of root: String, in directory: String) -> BackupSet? {
        BackupSet.all(in: directory).first { $0.summary?.root == root }
    }

    /// Whether a root has teams that could be lost.
    func hasState(_ root: String) -> Bool {
        report.teams.contains { report.rootPaths[$0.team.rootIndex] == root }
    }

    func backups() -> [BackupFinding] {
        backupPlaces().map { place in
            let newest = newestBackup(of: place.root, in: place.directory)
            return BackupFinding(
                place: place.name,
                ageSeconds: newest.map { Double(max(0, nowMs - $0.createdMs)) / 1000 },
                bytes: newest?.archiveBytes ?? 0, isGood: newest?.verification?.isGood,
                hasState: hasState(place.root))
        }
    }

    private var wantedTeams: [JudgedTeam] { report.teams.filter { team == nil || $0.team.label == team } }

    func teamSizes() -> [(team: String, bytes: UInt64?)] {
        wantedTeams.map { judged in
            let root = Array(report.rootPaths[judged.team.rootIndex].utf8)
            return (
                judged.team.label,
                HostCalls.size(of: root + Array("/teams/".utf8) + judged.team.directoryName)
            )
        }
    }

    func packages() -> PackageFindings {
        let note = PatienceNote("asking pip for outdated packages")
        defer { note.clear() }
        guard let dashboard = configuration.dashboard else {
            return PythonSearch.outdated(procfs: procfs) { Self.isOrchestrator($0) }
        }
        var matcher = PatternMatcher()
        return PythonSearch.outdated(procfs: procfs) { commandLine in
            if case .match = matcher.match(dashboard.process, in: commandLine.span) { return true }
            return Self.isOrchestrator(commandLine)
        }
    }

    /// `python -m orchestrator...`, whatever of it runs.
    private static func isOrchestrator(_ commandLine: [UInt8]) -> Bool {
        String(decoding: commandLine, as: UTF8.self).contains(" -m orchestrator")
    }

    func usages() -> [TeamUsage] {
        let ticks = Double(sysconf(Int32(_SC_CLK_TCK)))
        let pageBytes = UInt64(sysconf(Int32(_SC_PAGESIZE)))
        let teams = Dictionary(report.agentTrees.map { ($0.root, $0.key.team) }) { first, _ in first }
        let owned = Dictionary(grouping: report.processes.owned) { teams[$0.root] ?? "" }
        return owned.filter { !$0.key.isEmpty && (team == nil || $0.key == team) }.sorted { $0.key < $1.key }
            .map { name, processes in
                TeamUsage(
                    team: name, processes: processes.count,
                    cpuSeconds: processes.reduce(0) {
                        $0 + Double($1.usage.userTicks + $1.usage.systemTicks) / ticks
                    },
                    residentBytes: processes.reduce(0) {
                        $0 + UInt64(max(0, $1.usage.residentPages)) * pageBytes
                    })
            }
    }

    /// Looks twice at the processors, a second apart. They count as no busier than the load of the last five minutes,
    /// over which the alert looks too: this very second may be an odd one.
    func hostLoad() -> HostLoad {
        let first = processorTimes()
        _ = poll(nil, 0, Self.pauseMilliseconds)
        let memory = HostCalls.read("\(procfs)/meminfo").flatMap { MemoryFigures(meminfoFile: $0) }
        let now = first.flatMap { first in processorTimes().flatMap { Self.busyRatio(first, $0) } }
        let processors = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
        let busy = now.map { min($0, lately(processors) ?? $0) }
        return HostLoad(
            totalBytes: memory?.totalBytes, availableBytes: memory?.availableBytes, busyRatio: busy,
            processors: processors)
    }

    /// Programs that ran or waited to, on the average of five minutes, for each processor.
    private func lately(_ processors: Int) -> Double? {
        let words = (HostCalls.read("\(procfs)/loadavg") ?? []).split(separator: UInt8(ascii: " "))
        guard words.count > 1, let load = Double(String(decoding: words[1], as: UTF8.self)) else {
            return nil
        }
        return load / Double(processors)
    }

    private func processorTimes() -> ProcessorTimes? {
        HostCalls.read("\(procfs)/stat").flatMap { ProcessorTimes(statFile: $0) }
    }

    /// As the alert has it: all but idle and waiting for disks.
    private static func busyRatio(_ first: ProcessorTimes, _ second: ProcessorTimes) -> Double? {
        let later = second.advanced(from: first)
        guard later.ticks.count == first.ticks.count else { return nil }
        let news = zip(later.ticks, first.ticks).map { Double($0 - $1) }
        let all = news.reduce(0, +)
        guard all > 0 else { return nil }
        let idle = zip(ProcessorTimes.modes, news).reduce(0.0) { sum, mode in
            mode.0 == "idle" || mode.0 == "iowait" ? sum + mode.1 : sum
        }
        return 1 - idle / all
    }
}
