import Testing

@testable import DashboardEmission

@Suite struct DashboardLintTests {
    /// A good dashboard with one thing wrong.
    struct Fault: Sendable, CustomTestStringConvertible {
        let rule: LintRule
        /// What of the finding's message must be there.
        let says: String
        let spoil: @Sendable (JSONValue) -> JSONValue

        var testDescription: String { "\(rule.rawValue): \(says)" }

        init(_ rule: LintRule, _ says: String, _ spoil: @escaping @Sendable (JSONValue) -> JSONValue) {
            self.rule = rule
            self.says = says
            self.spoil = spoil
        }

        /// A target that asks something else.
        static func asking(_ expression: String, _ rule: LintRule, _ says: String) -> Fault {
            Fault(rule, says) {
                $0.replacing("panels", 3, "targets", 0, "expr", with: .string(expression))
            }
        }
    }

    /// The exporter's dashboard: panel 1 is a stat, panel 3 another one.
    private static let made = Result { try Boards.json(try Boards.all()[6]) }
    private static func good() throws -> JSONValue { try made.get() }

    private static let madeLint = Result { try Boards.lint() }

    private static let target = #"job=~"$job",instance=~"$instance""#

    static let faults: [Fault] = [
        Fault(.schema, "classic") { $0.replacing("schemaVersion", with: nil) },
        Fault(.uid, "uid") { $0.replacing("uid", with: "") },
        Fault(.noIdentifier, "id") { $0.replacing("id", with: 7) },
        Fault(.noInputs, "inputs") { $0.replacing("__inputs", with: []) },
        Fault(.editable, "editable") { $0.replacing("editable", with: true) },
        Fault(.tooltip, "graphTooltip") { $0.replacing("graphTooltip", with: 0) },
        Fault(.tags, "tags") { $0.replacing("tags", with: []) },
        Fault(.links, "link") { $0.replacing("links", with: []) },
        Fault(.annotations, "ALERTS") { $0.replacing("annotations", "list", with: []) },
        Fault(.dataSourceVariable, "Data source") {
            $0.replacing("templating", "list", 0, "label", with: "Somewhere")
        },
        Fault(.dataSourceVariable, "datasource") {
            $0.replacing("templating", "list", 0, "query", with: "loki")
        },
        Fault(.jobVariable, "no query variable 'job'") {
            $0.replacing("templating", "list", 1, "name", with: "jobs")
        },
        Fault(.jobVariable, ".+") { $0.replacing("templating", "list", 1, "allValue", with: ".*") },
        Fault(.jobVariable, "ask the data source") {
            $0.replacing("templating", "list", 1, "datasource", "uid", with: "-- Mixed --")
        },
        Fault(.instanceVariable, "multi") { $0.replacing("templating", "list", 2, "multi", with: false) },
        Fault(.instanceVariable, "label") { $0.replacing("templating", "list", 2, "label", with: "") },
        Fault(.variableRefresh, "refresh") { $0.replacing("templating", "list", 2, "refresh", with: 1) },
        Fault(.variableQuery, "there is no metric orchestrator_nothing") {
            $0.replacing(
                "templating", "list", 2, "query", "query",
                with: "label_values(orchestrator_nothing, instance)")
        },
        Fault(.variableQuery, "label 'colour'") {
            $0.replacing(
                "templating", "list", 2, "query", "query", with: "label_values(orchestrator_teams, colour)")
        },
        Fault(.dataSource, "P0815") { $0.replacing("panels", 1, "datasource", "uid", with: "P0815") },
        Fault(.dataSource, "target A") {
            $0.replacing("panels", 1, "targets", 0, "datasource", with: "My Prometheus")
        },
        Fault(.dataSource, "variable 'job'") {
            $0.replacing("templating", "list", 1, "datasource", "uid", with: "P0815")
        },
        Fault(.dataSource, "annotation 'Alerts'") {
            $0.replacing("annotations", "list", 1, "datasource", "uid", with: "P0815")
        },
        Fault(.dataSource, "default") { $0.replacing("panels", 1, "datasource", with: nil) },
        Fault(.panelTitle, "title") { $0.replacing("panels", 1, "title", with: "") },
        Fault(.panelDescription, "description") { $0.replacing("panels", 1, "description", with: nil) },
        Fault(.panelUnit, "unit") { $0.replacing("panels", 1, "fieldConfig", "defaults", "unit", with: "") },
        Fault(.panelTargets, "asks nothing") { $0.replacing("panels", 1, "targets", with: []) },
        Fault(.panelPlace, "lies upon 'Up'") { $0.replacing("panels", 2, "gridPos", "x", with: 0) },
        Fault(.panelPlace, "24 columns") { $0.replacing("panels", 1, "gridPos", "w", with: 25) },
        Fault(.panelPlace, "24 columns") { $0.replacing("panels", 1, "gridPos", with: nil) },
        Fault(.panelIdentifier, "another panel") { $0.replacing("panels", 2, "id", with: 2) },
        .asking("sum(up{\(target)}", .promQL, "a '(' is not closed"),
        .asking("up{\(target)} ? 1", .promQL, "'?' has no meaning"),
        .asking(#"up{job=~"$job",instance=~"$instance}"#, .promQL, "a string is not closed"),
        .asking("", .promQL, "empty"),
        .asking(#"up{instance=~"$instance"}"#, .targetJob, "job"),
        .asking(#"up{job="agent-teams",instance=~"$instance"}"#, .targetJob, "job"),
        .asking(#"sum(up{job=~"$job"})"#, .targetInstance, "instance"),
        .asking("sum(up{\(target)}) / sum(up)", .targetInstance, "up lacks"),
        .asking(
            "rate(agent_teams_exporter_http_requests_total{\(target)}[$__interval])", .rateInterval,
            "$__rate_interval"),
        .asking("sum(agent_teams_exporter_http_requests_total{\(target)})", .counter, "use rate"),
        .asking(
            "orchestrator_agent_is_up{\(target)}", .metric, "there is no metric orchestrator_agent_is_up"),
        .asking("orchestrator_agent_turn_seconds{\(target)}", .metric, "there is no metric"),
        .asking("orchestrator_agent_up{\(target),agent=\"x\"}", .label, "has no label 'agent'"),
        .asking("sum by (agent) (orchestrator_agent_up{\(target)})", .label, "label 'agent'"),
    ]

    @Test("a good dashboard is good")
    func findsNothing() throws {
        #expect(try findings(Self.good()) == [])
    }

    @Test("each fault is found, named and placed", arguments: faults)
    func finds(fault: Fault) throws {
        let findings = try findings(fault.spoil(Self.good()))
        let matching = findings.filter { $0.rule == fault.rule && $0.message.contains(fault.says) }
        #expect(matching.count == 1, "\(findings.map(\.line))")
        #expect(matching.allSatisfy { $0.dashboard == "Agent teams / Exporter itself" })
    }

    @Test("every rule has a dashboard that breaks it")
    func coversRules() {
        #expect(Set(Self.faults.map(\.rule)).union([.json]) == Set(LintRule.allCases))
    }

    @Test("what is no JSON is said to be none")
    func refusesGarbage() throws {
        let findings = try Boards.lint().findings(in: Array("{".utf8), file: "x.json")
        #expect(findings.map(\.line) == ["x.json: json: is no JSON; export the dashboard anew"])
    }

    @Test("a dashboard of others, with rows and data sources by name, is looked over too")
    func readsOldOnes() throws {
        let old = """
            {"title": "Old", "rows": [{"title": "Row", "panels": [
                {"type": "graph", "title": "Load", "datasource": "Main",
                 "targets": [{"refId": "A", "expr": "node_load1"}]}]}]}
            """
        let findings = try Boards.lint().findings(in: Array(old.utf8), file: "old.json")
        let rules = Set(findings.map(\.rule))
        #expect(
            rules.isSuperset(of: [.schema, .uid, .dataSourceVariable, .dataSource, .targetJob, .panelUnit]))
        #expect(rules.isDisjoint(with: [.metric, .label]), "node_load1 is none of our business")
        #expect(findings.contains { $0.line.hasPrefix("Old: panel 'Load': target-job: ") })
    }

    @Test("a stat may count over an hour, and ALERTS has neither job nor instance")
    func allows() throws {
        for expression in [
            "sum(increase(agent_teams_exporter_http_requests_total{\(Self.target)}[1h]))",
            "sum(rate(agent_teams_exporter_http_requests_total{\(Self.target)}[1h]))",
            #"count(ALERTS{alertstate="firing"})"#,
        ] {
            let fault = Fault.asking(expression, .promQL, "")
            #expect(try findings(fault.spoil(Self.good())) == [], "\(expression)")
        }
    }

    private func findings(_ json: JSONValue) throws -> [LintFinding] {
        try Self.madeLint.get().findings(in: json, file: "exporter.json")
    }
}
