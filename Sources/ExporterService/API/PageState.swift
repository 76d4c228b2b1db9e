import LogPipeline
import LogRules
import LogTailing
import Operations
import ProcessTable
import TeamCensus
import TeamState
import TeamTracking

/// What the status page shows, in parts that are sent again when they change.
///
/// Bounded: of very many teams the first are shown, living ones before others, and the rest is told as a number.
struct PageState: Encodable, Sendable, Equatable {
    struct Summary: Encodable, Sendable, Equatable {
        let active: Int
        let idle: Int
        let stale: Int
        let unreadable: Int
        let limit: Int
        let agents: Int
        let unread: Int
        /// False when a root is there and its teams are not known.
        let complete: Bool
        let omittedTeams: Int
    }

    struct Team: Encodable, Sendable, Equatable {
        let name: String
        let status: String
        let idle: Bool
        let lastActivity: String?
        let memberCount: Int
        let unread: Int
        let oldestUnreadAt: Int64?
        /// Mean of messages to it in about the last fifteen minutes.
        let deliverySeconds: Double?
        let agents: [Agent]
    }

    struct Agent: Encodable, Sendable, Equatable {
        let name: String
        let lead: Bool
        let state: String
        let healthy: Bool
        let lastActivity: String?
        let unread: Int
        let tasksInProgress: Int
        let processes: Int
        let residentBytes: Int64?
        let cpuPercent: Double?
    }

    struct Log: Encodable, Sendable, Equatable {
        let name: String
        let files: Int
        let sizeBytes: UInt64
        let lagBytes: UInt64
        let watch: String
        /// Events in which bytes were lost.
        let losses: UInt64
        let faults: UInt64
        let errors: Double
    }

    struct Shape: Encodable, Sendable, Equatable {
        let log: String
        let example: String
        let level: String
        let count: UInt64
        let firstSeen: Int64
        let lastSeen: Int64
    }

    struct Exporter: Encodable, Sendable, Equatable {
        let version: String
        /// Parts that are not ready yet.
        let missing: [String]
        let stateWritten: Bool
        /// Nil before the first scrape.
        let failingCollectors: [String]?
    }

    static let maxTeams = 100
    static let maxAgents = 50
    private static let maxShapes = 15
    private static let maxCrossings = 100

    let summary: Summary
    let teams: [Team]
    let crossings: [Crossing]
    let shapes: [Shape]
    let logs: [Log]
    let exporter: Exporter
    /// The latest totals for the charts.
    let point: RateHistory.Point?

    init(_ status: Status) {
        let census = status.census
        let order = census.teams.indices.sorted {
            (Self.rank(census.teams[$0].status), $0) < (Self.rank(census.teams[$1].status), $1)
        }
        let latencies = Self.latencies(status.history)
        summary = Summary(
            active: census.count(of: .active), idle: census.idleCount, stale: census.count(of: .stale),
            unreadable: census.count(of: .unreadable), limit: status.configuration.teams.limit,
            agents: census.teams.filter { $0.status == .active }.reduce(0) { $0 + $1.team.members.count },
            unread: census.teams.filter { $0.status == .active }.reduce(0) { $0 + $1.team.unreadCount },
            complete: census.isComplete, omittedTeams: max(0, order.count - Self.maxTeams))
        teams = order.prefix(Self.maxTeams).map { Self.team($0, status, latencies) }
        crossings = Array(CrossingList(status).crossings.prefix(Self.maxCrossings))
        shapes = status.shapes.sorted { ($0.lastSeenMs, $0.shape) > ($1.lastSeenMs, $1.shape) }
            .prefix(Self.maxShapes).map {
                Shape(
                    log: $0.log, example: $0.shape, level: $0.level.name, count: $0.count,
                    firstSeen: $0.firstSeenMs, lastSeen: $0.lastSeenMs)
            }
        logs = (status.logs?.tail.logs ?? []).map { Self.log($0, status.history.latest.errors) }
        exporter = Exporter(
            version: BuildInformation.version, missing: status.exporter.missing,
            stateWritten: status.exporter.isStateWritten,
            failingCollectors: status.exporter.failingCollectors)
        point = status.history.points.last
    }

    /// Those that need somebody come first.
    private static func rank(_ status: TeamStatus) -> Int {
        switch status {
        case .unreadable: 0
        case .active: 1
        case .stale: 2
        }
    }

    private static func team(_ index: Int, _ status: Status, _ latencies: [String: Double]) -> Team {
        let judged = status.census.teams[index]
        let team = judged.team
        return Team(
            name: team.label, status: judged.status.rawValue, idle: judged.isIdle,
            lastActivity: team.lastActivityMs.map(Timestamp.text), memberCount: team.members.count,
            unread: team.unreadCount, oldestUnreadAt: team.oldestUnreadMs,
            deliverySeconds: latencies[team.label],
            agents: status.roster.agents(ofTeam: index).prefix(maxAgents).map { agent in
                let use = status.resources.uses[AgentKey(team: team.label, agent: agent.name)]
                return Agent(
                    name: agent.name, lead: agent.lead, state: agent.state, healthy: agent.healthy,
                    lastActivity: agent.lastActivity, unread: agent.unread,
                    tasksInProgress: agent.tasksInProgress, processes: agent.processes,
                    residentBytes: use?.residentBytes, cpuPercent: use?.cpuPercent)
            })
    }

    private static func latencies(_ history: RateHistory.Picture) -> [String: Double] {
        Dictionary(grouping: history.recentDeliveries) { $0.key.to }.mapValues { pairs in
            let count = pairs.reduce(0) { $0 + $1.value.count }
            let sumMs = pairs.reduce(0) { $0 + $1.value.sumMs }
            return (Double(sumMs) / Double(max(1, count)) / 10).rounded() / 100
        }
    }

    private static func log(_ log: LogStatus, _ errors: [String: Double]) -> Log {
        Log(
            name: log.name, files: log.files, sizeBytes: log.sizeBytes, lagBytes: log.lagBytes,
            watch: log.watchMode.rawValue, losses: log.lossEvents.values.reduce(0, +),
            faults: log.errors.values.reduce(0, +), errors: errors[log.name] ?? 0)
    }
}

extension Team {
    /// When the oldest unread message was sent that may still be read.
    var oldestUnreadMs: Int64? { inboxes.compactMap { InboxSummary($0).oldestUnreadMs }.min() }
}
