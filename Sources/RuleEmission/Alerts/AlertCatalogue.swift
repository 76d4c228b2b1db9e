/// Every alert that the program emits by itself, as values for whoever links to them.
package enum AlertCatalogue {
    package struct Entry: Sendable, Equatable {
        /// Without any prefix.
        package let name: String
        package let group: AlertGroup
        /// Levels that it can have, mild ones first.
        package let severities: [AlertSeverity]
        package let summary: String
        package let dashboard: AlertDashboard

        /// In the repository.
        package var runbookPath: String { "docs/runbooks/\(name).md" }
    }

    static let definitions: [AlertDefinition] =
        AlertDefinition.agents + AlertDefinition.messages + AlertDefinition.capacity
        + AlertDefinition.dashboardAlerts + AlertDefinition.logs + AlertDefinition.archive
        + AlertDefinition.exporterAlerts + AlertDefinition.upkeep

    /// In the order of the groups and of the alerts in them.
    package static let entries: [Entry] = {
        let plain = definitions.map { definition in
            let levels = definition.indicator?.standardLevels ?? definition.fixed
            return Entry(
                name: definition.name, group: definition.group, severities: levels.keys.sorted(),
                summary: definition.summary, dashboard: definition.dashboard)
        }
        let objectives = BurnObjective.all.map {
            Entry(
                name: $0.name, group: $0.group, severities: AlertSeverity.allCases, summary: $0.summary,
                dashboard: $0.dashboard)
        }
        let all = plain + objectives
        return AlertGroup.allCases.flatMap { group in all.filter { $0.group == group } }
    }()

    /// Names of all series that recording rules make.
    package static let recordedNames: [String] = recordingFiles.flatMap { $0.groups }.flatMap { $0.rules }
        .map(\.name)

    /// Files of recording rules, by name.
    static let recordingFiles: [(name: String, groups: [RecordingGroup])] =
        [
            ("usage", [.usage])
        ] + BurnObjective.all.map { ($0.group.rawValue, $0.recordings) }
}
