import ErrorShapes
package import LogInspection
package import Operations
package import TeamCensus
import TeamState

/// Gathers what happened around an incident, from log entries and from the state of teams.
package struct IncidentTimeline: Sendable {
    private let sinceMs: Int64
    private let untilMs: Int64
    private var masker = ShapeMasker()
    private var seen: Set<[UInt8]> = []
    package private(set) var events: [IncidentEvent] = []

    /// More kinds of errors than this are told by their numbers alone.
    private static let maxShapes = 500

    package init(sinceMs: Int64, untilMs: Int64) {
        self.sinceMs = sinceMs
        self.untilMs = untilMs
    }

    /// Takes the first entry of each kind, masked.
    package mutating func note(_ entry: FoundEntry, log: String) {
        guard let atMs = entry.timeMs, let line = entry.lines.first?.bytes, seen.count < Self.maxShapes else {
            return
        }
        masker.mask(line.span)
        guard seen.insert(masker.shape).inserted else { return }
        let shape = String(decoding: masker.shape, as: UTF8.self)
        add(atMs, .error, "\(log): \(shape)")
    }

    /// Takes the last signs of life of agents, and how many messages were sent when.
    package mutating func note(_ report: CensusReport, health: HealthReport, team: String?) {
        for judged in health.teams where team == nil || judged.name == team {
            for agent in judged.agents {
                guard let seconds = agent.idleSeconds else { continue }
                let atMs = report.takenAtMs - Int64(seconds * 1000)
                let isGone = agent.state == "departed" || agent.state == "dead"
                add(
                    atMs, isGone ? .departure : .lastActivity,
                    "\(judged.name)/\(agent.name): \(agent.state) since")
            }
        }
        for judged in report.teams where team == nil || judged.team.label == team {
            let times = judged.team.inboxes.flatMap(\.messages).compactMap(\.sentMs)
                .filter { $0 >= sinceMs && $0 <= untilMs }
            guard let last = times.max() else { continue }
            add(
                last, .messages,
                "\(judged.team.label): \(FigureText.count(times.count, "message", "messages")) in the window, this is the last"
            )
        }
    }

    package mutating func add(_ atMs: Int64, _ kind: IncidentEvent.Kind, _ text: String) {
        guard atMs >= sinceMs, atMs <= untilMs else { return }
        events.append(IncidentEvent(atMs: atMs, kind: kind, text: text))
    }
}
