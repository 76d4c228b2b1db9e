import MetricModel
package import TeamState
package import TeamTracking

/// The teams that are there now, as far as transcripts need to know them.
package struct KnownTeams: Sendable, Equatable {
    package struct Entry: Sendable, Equatable {
        package var key: TeamKey
        /// As in the label `team_name` of all families.
        package var label: String
        package var lead: String?
        package var leadSessionID: String?
        package var createdAtMs: Int64?
        package var isLiving: Bool

        /// - Parameter root: the path of the team's root as configured.
        package init(_ team: Team, root: String, isLiving: Bool) {
            key = TeamKey(root: root, directory: team.directoryName)
            label = LabelBytes.cleaned(team.label)
            lead = team.leadName
            leadSessionID = team.config?.leadSessionID
            createdAtMs = team.createdAtMs
            self.isLiving = isLiving
        }
    }

    package let entries: [Entry]
    private let byDirectory: [String: [Int]]
    private let byLeadSession: [String: Int]

    package init(_ entries: [Entry] = []) {
        self.entries = entries
        byDirectory = Dictionary(grouping: entries.indices) { index in
            String(decoding: entries[index].key.directory, as: UTF8.self)
        }
        let sessions = entries.indices.compactMap { index in entries[index].leadSessionID.map { ($0, index) }
        }
        byLeadSession = Dictionary(sessions) { first, _ in first }
    }

    /// The team of this name; of several the one in the same root.
    func team(named directory: String, root: String) -> Entry? {
        let candidates = (byDirectory[directory] ?? []).map { entries[$0] }
        return candidates.first { $0.key.root == root } ?? candidates.first
    }

    /// The team that the session leads by its config.
    func team(ledBy session: String) -> Entry? { byLeadSession[session].map { entries[$0] } }

    var labels: Set<String> { Set(entries.map(\.label)) }
}
