import RuleEmission
import TestSupport
import Testing

@testable import DashboardEmission

@Suite struct DashboardTests {
    @Test("the same values give the same text, which ends in a line feed")
    func isDeterministic() throws {
        for dashboard in try Boards.all() {
            let text = dashboard.text(alerts: Boards.alerts)
            #expect(text == dashboard.text(alerts: Boards.alerts))
            #expect(text.hasSuffix("}\n"))
        }
    }

    @Test("there is a dashboard for each subject, under a fixed uid")
    func subjects() throws {
        #expect(
            try Boards.all().map(\.subject) == [
                .overview, .team, .agent, .messages, .logs, .processes, .exporter,
            ])
        #expect(
            try Boards.all().map(\.uid) == [
                "agent-teams-overview", "agent-teams-team", "agent-teams-agent", "agent-teams-messages",
                "agent-teams-logs", "agent-teams-processes", "agent-teams-exporter",
            ])
    }

    @Test("our own linter finds nothing")
    func passesLint() throws {
        let lint = try Boards.lint()
        for dashboard in try Boards.all() {
            let text = dashboard.text(alerts: Boards.alerts)
            #expect(lint.findings(in: Array(text.utf8), file: dashboard.fileName).map(\.line) == [])
        }
    }

    @Test("every variable of an expression can be chosen on its dashboard")
    func definesVariables() throws {
        for dashboard in try Boards.all() {
            let chosen = Set(dashboard.variables.map(\.name))
            for target in dashboard.panels.flatMap(\.targets) {
                for case .variable(let name) in try ExpressionLexer.tokens(of: target.query.text) {
                    #expect(name.hasPrefix("__"), "\(dashboard.title): $\(name)")
                }
                for selector in try ExpressionOutline(target.query.text).selectors {
                    for matcher in selector.matchers where matcher.value.hasPrefix("$") {
                        let name = String(matcher.value.dropFirst().prefix { $0 != "|" })
                        #expect(chosen.contains(name), "\(dashboard.title): \(matcher.value)")
                    }
                }
            }
        }
    }

    @Test("a link carries only labels that its panel has, to variables that the other dashboard has")
    func linksFit() throws {
        let boards = try Boards.all()
        for (board, panel) in boards.flatMap({ board in board.panels.map { (board, $0) } }) {
            guard let link = panel.leadsTo else { continue }
            let goal = try #require(boards.first { $0.subject == link.subject })
            #expect(
                Set(link.labels).isSubset(of: goal.variables.map(\.name)), "\(board.title): \(panel.title)")
            for target in panel.targets {
                let labels = try ExpressionOutline(target.query.text).groupingLabels
                #expect(Set(link.labels).isSubset(of: labels), "\(board.title): \(panel.title)")
            }
        }
    }

    @Test("a legend names only labels that the query groups by")
    func legendsFit() throws {
        for panel in try Boards.all().flatMap(\.panels) where panel.kind != .table {
            for target in panel.targets {
                let labels = try ExpressionOutline(target.query.text).groupingLabels
                for match in target.legend.matches(of: /\{\{(\w+)\}\}/) {
                    #expect(labels.contains(String(match.1)), "\(panel.title): \(target.legend)")
                }
            }
        }
    }

    @Test(
        "the columns of a table are the labels that each of its queries groups by, and a value for each query"
    )
    func tablesFit() throws {
        for panel in try Boards.all().flatMap(\.panels) where panel.kind == .table {
            let labels = Set(panel.columns.compactMap(\.label))
            for target in panel.targets {
                #expect(try ExpressionOutline(target.query.text).groupingLabels == labels, "\(panel.title)")
            }
        }
    }

    @Test("a changed level changes the colours of the panels that show it, and nothing else")
    func levelsShow() throws {
        var settings = AlertSettings()
        settings.defaults = [.cpu: [.info: .value(0.5), .warning: .value(0.6), .critical: .value(0.7)]]
        let changed = AlertValues(settings)
        var panels = 0
        for (old, new) in zip(try Boards.all(), try Boards.all(alerts: changed)) {
            for (before, after) in zip(old.panels, new.panels) where before != after {
                panels += 1
                var recoloured = before
                recoloured.thresholds = .above(yellow: 0.5, orange: 0.6, red: 0.7)
                #expect(recoloured == after)
            }
        }
        #expect(panels == 3)
    }

    @Test("low values of an availability are red, high ones green")
    func lowIsBad() {
        let steps = Thresholds.below([.info: 0.99, .warning: 0.95, .critical: 0.5])
        #expect(steps.base == .red)
        #expect(steps.steps.map(\.from) == [0.5, 0.95, 0.99])
        #expect(steps.steps.map(\.colour) == [.orange, .yellow, .green])
    }

    @Test("panels lie side by side and never upon each other, whatever their sizes")
    func layout() {
        let seed = UInt64.random(in: 1...999_999)
        var random = SeededGenerator(seed: seed)
        for _ in 0..<200 {
            let panels = (0..<Int.random(in: 1...12, using: &random)).map { index in
                Panel(
                    kind: .stat, title: "\(index)", description: "", unit: .count, targets: [],
                    size: .init(
                        width: Int.random(in: 1...24, using: &random),
                        height: Int.random(in: 1...9, using: &random)))
            }
            let half = panels.count / 2
            let rows = [Row("one", Array(panels[..<half])), Row("two", Array(panels[half...]))]
            let places = GridLayout.place(rows).map(\.place)
            #expect(places.count == panels.count + 2)
            var cells: Set<[Int]> = []
            for place in places {
                #expect(place.x + place.width <= 24, "seed \(seed)")
                for x in place.x..<place.x + place.width {
                    for y in place.y..<place.y + place.height {
                        #expect(cells.insert([x, y]).inserted, "seed \(seed): \(x), \(y) is taken twice")
                    }
                }
            }
        }
    }
}
