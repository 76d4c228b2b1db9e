import MetricModel
package import RuleEmission

/// A dashboard as we think of it: rows of panels; `Grafana/` turns it into the JSON that Grafana loads.
package struct Dashboard: Sendable, Equatable {
    let subject: Subject
    package let title: String
    let description: String
    let variables: [Variable]
    let rows: [Row]

    /// Part of its URL: never changed, or links from elsewhere break.
    package var uid: String { subject.uid }
    /// The name of its file.
    package var fileName: String { "\(subject.rawValue).json" }

    /// What the dashboards are about: what alerts can point to.
    package typealias Subject = AlertDashboard

    /// Alerts that its panels name.
    package var alertNames: Set<String> { Set(panels.flatMap(\.alerts)) }

    var panels: [Panel] { rows.flatMap(\.panels) }

    /// Finds the dashboards of this program among all others.
    static let tag = "agent-teams-exporter"
}

/// Panels under one heading.
struct Row: Sendable, Equatable {
    let title: String
    let panels: [Panel]

    init(_ title: String, _ panels: [Panel]) {
        self.title = title
        self.panels = panels
    }
}

/// What a reader chooses at the top of a dashboard; in expressions `$name`.
struct Variable: Sendable, Equatable {
    enum Source: Sendable, Equatable {
        case prometheusServers
        /// The values that a label has in what a selector finds.
        case label(of: Query)
    }

    let name: String
    let label: String
    let source: Source

    static let dataSource = Variable(name: "datasource", label: "Data source", source: .prometheusServers)
}

extension Variable {
    private static func values(of label: String, named title: String, in query: Query) -> Variable {
        Variable(name: label, label: title, source: .label(of: query))
    }

    /// The exporters: every dashboard has these, and each list narrows the next.
    static let target: [Variable] = [
        dataSource,
        values(of: "job", named: "Job", in: "\(bare: Catalogue.buildInfo)"),
        values(of: "instance", named: "Instance", in: "\(bare: Catalogue.buildInfo, #"job=~"$job""#)"),
    ]
    static let team = values(of: "team_name", named: "Team", in: "\(Catalogue.teamMembers)")
    static let agent = values(of: "agent_name", named: "Agent", in: "\(Catalogue.agentUp, .team)")
    static let log = values(of: "log", named: "Log", in: "\(Catalogue.logInfo)")
}
