import LogRules
import MetricModel

@testable import DashboardEmission

/// The dashboards that the tests look at.
enum Boards {
    static let alerts = AlertValues()

    static func builtInRules() throws -> [Rule] { try RuleSet.load(files: [], includeBuiltIn: true).rules }

    static func all(alerts: AlertValues = alerts) throws -> [Dashboard] {
        DashboardSet.dashboards(alerts: alerts, rules: try builtInRules())
    }

    /// The dashboard of logs for rules as a user writes them.
    static func logs(rules text: String) throws -> (board: Dashboard, rules: [Rule]) {
        let rules = try RuleSet.load(files: [("shop.yml", Array(text.utf8))], includeBuiltIn: false).rules
        return (LogsBoard.dashboard(AlertValues(rules: rules), rules: rules), rules)
    }

    static func json(_ dashboard: Dashboard, alerts: AlertValues = alerts) throws -> JSONValue {
        try JSONText.decode(Array(dashboard.text(alerts: alerts).utf8))
    }

    static func lint(rules: [Rule] = []) throws -> DashboardLint {
        DashboardLint(
            families: Catalogue.families + (rules.isEmpty ? try builtInRules() : rules).map(\.metric))
    }

    /// Every expression: those of panels, of variables and of annotations.
    static func expressions() throws -> [String] {
        try all().flatMap { board in
            let json = try json(board)
            let targets = DashboardLint.panels(in: json).flatMap { $0["targets"]?.elements ?? [] }
            let annotations = json["annotations"]?["list"]?.elements ?? []
            let variables = board.variables.compactMap { variable -> String? in
                if case .label(of: let query) = variable.source { query.text } else { nil }
            }
            return (targets + annotations).compactMap { $0["expr"]?.text } + variables
        }
    }
}

extension JSONValue {
    /// A step to a member or an element.
    enum Step: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral {
        case member(String)
        case element(Int)

        init(stringLiteral name: String) { self = .member(name) }
        init(integerLiteral index: Int) { self = .element(index) }
    }

    /// The same with another value at a place, or without a member where the value is `nil`.
    func replacing(_ path: Step..., with value: JSONValue?) -> JSONValue { replacing(path[...], value) }

    private func replacing(_ path: ArraySlice<Step>, _ value: JSONValue?) -> JSONValue {
        guard let step = path.first else { return value ?? .null }
        let rest = path.dropFirst()
        switch (self, step) {
        case (.object(var members), .member(let name)):
            members[name] = rest.isEmpty ? value : (members[name] ?? [:]).replacing(rest, value)
            return .object(members)
        case (.array(var elements), .element(let index)):
            elements[index] = elements[index].replacing(rest, value)
            return .array(elements)
        default: return self
        }
    }
}
