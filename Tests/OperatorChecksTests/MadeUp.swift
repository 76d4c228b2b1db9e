import HostState
import Operations
import RuleEmission
import TeamState

@testable import OperatorChecks
@testable import TeamCensus

/// Censuses and settings that a test makes up.
enum MadeUp {
    static let nowMs: Int64 = 1_800_000_000_000
    static let judge = ThresholdJudge(AlertSettings())

    /// Teams by name; a stale one was last heard of a day ago.
    static func report(active: [String] = [], stale: [String] = [], unreadable: [String] = []) -> CensusReport
    {
        let teams =
            active.map { team($0, .alive, isReadable: true) }
            + stale.map { team($0, .dead, isReadable: true) }
            + unreadable.map { team($0, .unknown, isReadable: false) }
        return CensusReport(
            teams: teams, residualDirectories: 0, roots: [.readable], readErrors: [:], hasProcessTable: true,
            takenAtMs: nowMs, rootPaths: ["/root"])
    }

    private static func team(_ name: String, _ evidence: LifeEvidence, isReadable: Bool) -> JudgedTeam {
        let directory = WorkingDirectory("/srv/shared")
        let members = [Member(name: "lead", workingDirectory: directory)]
        let config = isReadable ? TeamConfig(name: name, leadAgentID: "lead@\(name)", members: members) : nil
        let team = Team(
            label: name, config: config, lastGoodConfigMs: nowMs,
            lastActivityMs: evidence == .alive ? nowMs : nowMs - 86_400_000)
        return JudgedTeam(team: team, evidence: evidence, nowMs: nowMs, activeWindowMs: 900_000)
    }

    /// A disk of 1000 GB.
    static func disk(usedPercent: UInt64, device: UInt64 = 1) -> FileSystemUsage {
        FileSystemUsage(
            device: device, sizeBytes: 1_000_000_000_000,
            availableBytes: (100 - usedPercent) * 10_000_000_000)
    }

    static func errors(_ entries: Int, busiest: Int = 0, hasFiles: Bool = true, unreadable: Int = 0)
        -> ErrorFindings
    {
        var found = ErrorFindings.none
        (found.entries, found.busiest) = (entries, busiest)
        (found.hasFiles, found.unreadable) = (hasFiles, unreadable)
        return found
    }
}
