import Foundation
import TestSupport
import Testing

@testable import RuleEmission

/// Alerts that were made milder by hand: some test of the alert must fail then.
@Suite("mutated alerts")
struct AlertMutationTests {
    private struct Mutant {
        let title: String
        let rules: [AlertRule]
        let tests: [RuleTest]
        var objective: BurnObjective?
    }

    private static var isSoak: Bool {
        ProcessInfo.processInfo.environment["AGENT_TEAMS_EXPORTER_SOAK"] == "1"
    }

    /// Each rule of an alert in turn, with the tests that speak of its level and of the alert as a whole.
    private static func mutants(
        of rules: [AlertRule], tests: [RuleTest], objective: BurnObjective? = nil
    ) -> [Mutant] {
        rules.indices.flatMap { index in
            let severity = rules[index].labels.first { $0.name == "severity" }?.text ?? ""
            let others = AlertSeverity.allCases.map(\.rawValue).filter { $0 != severity }
            let own = tests.filter { test in !others.contains { test.title.contains(", \($0)") } }
            return variants(of: rules[index]).map { what, variant in
                var mutated = rules
                mutated[index] = variant
                return Mutant(
                    title: "\(variant.alert), \(severity): \(what)", rules: mutated, tests: own,
                    objective: objective)
            }
        }
    }

    /// Thresholds loosened by a tenth, comparisons and conditions removed, waiting times dropped.
    private static func variants(of rule: AlertRule) -> [(String, AlertRule)] {
        var variants: [(String, AlertRule)] = []
        func add(_ what: String, _ expression: String, hold: Int? = nil, keep: Int? = nil) {
            let variant = AlertRule(
                alert: rule.alert, expression: expression, holdMinutes: hold ?? rule.holdMinutes,
                keepMinutes: keep ?? rule.keepMinutes, labels: rule.labels, annotations: rule.annotations)
            variants.append((what, variant))
        }
        for match in rule.expression.matches(of: #/ (>=|<=|==|>|<) (-?[0-9.]+)/#) {
            guard let number = Double(match.2) else { continue }
            let loosened: String
            switch match.1 {
            case ">", ">=": loosened = " \(match.1) \(number == 0 ? -1 : number * 0.9)"
            case "<", "<=": loosened = " \(match.1) \(number == 0 ? 1e18 : number * 1.1)"
            default: loosened = " >= -1"
            }
            var text = rule.expression
            text.replaceSubrange(match.range, with: loosened)
            add("'\(match.0)' loosened", text)
            text = rule.expression
            text.replaceSubrange(match.range, with: "")
            add("'\(match.0)' removed", text)
        }
        let lines = rule.expression.split(separator: "\n")
        for (number, line) in lines.enumerated() where line.hasPrefix("and on") || line.hasPrefix("unless") {
            var kept = lines[..<number].map(String.init)
            // What follows belongs to it, up to the next condition.
            kept += lines[(number + 1)...].drop { !$0.hasPrefix("and on") && !$0.hasPrefix("unless") }.map(
                String.init)
            add("without '\(line.prefix(60))'", kept.joined(separator: "\n"))
        }
        if rule.holdMinutes > 0 { add("without for", rule.expression, hold: 0) }
        if rule.keepMinutes > 0 { add("without keep_firing_for", rule.expression, keep: 0) }
        return variants
    }

    private static let writer = AlertWriter(settings: AlertSettings(), options: EmissionOptions())

    private func survivors(_ mutants: [Mutant]) throws -> [String] {
        let place = try TemporaryDirectory("mutants")
        var titles: [String: String] = [:]
        for (number, mutant) in mutants.enumerated() {
            let group = mutant.objective?.group.ruleGroupName ?? "mutant"
            let rules = RuleFileText.alerts(mutant.rules, group: group)
            var files = ["rules.yml"]
            try Promtool.write([("\(number)/rules.yml", rules)], in: place)
            if let objective = mutant.objective {
                let recording = RuleFileText.recordings(objective.recordings, Self.writer.dialect)
                try Promtool.write([("\(number)/recording.yml", recording)], in: place)
                files.append("recording.yml")
            }
            let path = "\(number)/test.yml"
            try Promtool.write(
                [(path, RuleFileText.tests(mutant.tests, of: files, objective: mutant.objective))],
                in: place)
            titles[path] = mutant.title
        }
        let failures = try Promtool.failures(of: titles.keys.sorted(), in: place)
        // A mutant that cannot be read proves nothing.
        for (path, text) in failures {
            #expect(!text.contains("parse error"), "\(titles[path] ?? path): \(text)")
        }
        return titles.filter { failures[$0.key] == nil }.values.sorted()
    }

    /// A sixth in `make test`, all in `make soak`.
    @Test("no loosened or removed threshold passes the tests", .enabled(if: Promtool.isThere))
    func thresholds() throws {
        let all = AlertCatalogue.definitions.flatMap { definition in
            let emission = DefinitionEmission(definition, Self.writer)
            return Self.mutants(of: emission.rules, tests: emission.tests)
        }
        let chosen = Self.isSoak ? all : all.enumerated().filter { $0.offset % 6 == 0 }.map(\.element)
        print("soak: \(chosen.count) of \(all.count) mutated alerts")
        let left = try survivors(chosen)
        #expect(left.isEmpty, "\(left.joined(separator: "\n"))")
    }

    /// Three in `make test`, all in `make soak`.
    @Test(
        "no loosened or removed threshold of an error budget passes the tests", .enabled(if: Promtool.isThere)
    )
    func objectives() throws {
        let all = BurnObjective.all.flatMap { objective in
            let emission = ObjectiveEmission(objective: objective, writer: Self.writer)
            return Self.mutants(
                of: emission.rules, tests: emission.tests,
                objective: objective)
        }
        let chosen = Self.isSoak ? all : all.enumerated().filter { $0.offset % 16 == 5 }.map(\.element)
        print("soak: \(chosen.count) of \(all.count) mutated alerts on objectives")
        let left = try survivors(chosen)
        #expect(left.isEmpty, "\(left.joined(separator: "\n"))")
    }
}
