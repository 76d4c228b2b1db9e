import Foundation
import LogRules
import MetricModel
import TestSupport
import Testing
import YAMLReading

@testable import DashboardEmission

/// Names that the program's own pages, rules and dashboards use, held against the catalogue.
@Suite struct CatalogueCrossCheckTests {
    private static let repository = URL(fileURLWithPath: Fixtures.root).deletingLastPathComponent()
        .deletingLastPathComponent()
    private static let byName = Dictionary(Catalogue.families.map { ($0.name.text, $0) }) { first, _ in first
    }

    @Test("every family is on a dashboard, or listed as unused with a reason, and not both")
    func usesEverything() throws {
        var used: Set<String> = []
        for expression in try Boards.expressions() {
            used.formUnion(try ExpressionOutline(expression).selectors.compactMap(\.name))
        }
        for family in Catalogue.families {
            let parts = [family.name.text] + ["_bucket", "_sum", "_count"].map { family.name.text + $0 }
            let isShown = !used.isDisjoint(with: parts)
            let isExcused = UnusedMetrics.reasons[family.name.text] != nil
            #expect(
                isShown != isExcused,
                "\(family.name): \(isShown ? "is shown and listed as unused" : "put it on a dashboard or in UnusedMetrics")"
            )
        }
    }

    @Test("the list of unused metrics names metrics that exist, each with a reason")
    func unusedExist() {
        for (name, reason) in UnusedMetrics.reasons {
            #expect(Self.byName[name] != nil, "\(name)")
            #expect(reason.count > 20, "\(name)")
        }
    }

    @Test("every metric and label that a page of the documentation names exists")
    func pagesAgree() throws {
        let known = Self.byName.values.reduce(into: Set<String>()) { $0.formUnion($1.occupiedNames) }
        let recorded = try Self.recordedNames()
        for page in try Self.pages() {
            let text = try String(contentsOf: Self.repository.appending(path: page), encoding: .utf8)
            let pattern =
                /\b((?:[a-z_]+:)?(?:orchestrator|agent_teams_exporter)_[a-z0-9_]+(?::[a-z0-9_]+)?)(\*|\{[^}]*\})?/
            for match in text.matches(of: pattern) {
                let name = String(match.1)
                if name.contains(":") {
                    #expect(recorded.contains(name), "\(page): nothing records \(name)")
                } else if match.2 == "*" || name.hasSuffix("_") {
                    #expect(known.contains { $0.hasPrefix(name) }, "\(page): nothing begins with \(name)")
                } else {
                    #expect(known.contains(name), "\(page): there is no \(name)")
                    checkLabels(match.2.map(String.init) ?? "", of: name, page)
                }
            }
        }
    }

    /// Of `{label="value", ...}`; other text in braces is none of labels.
    private func checkLabels(_ braces: String, of name: String, _ page: String) {
        let family = Self.byName[name] ?? Self.byName.values.first { $0.occupiedNames.contains(name) }
        let labels = Set(family?.labels.map(\.text) ?? []).union(["le", "job", "instance"])
        for match in braces.matches(of: /([a-z_]+) *(?:=~|!=|!~|=) *"/) {
            #expect(labels.contains(String(match.1)), "\(page): \(name) has no label \(match.1)")
        }
    }

    @Test("every metric and label of alert rules, recording rules and their tests exists")
    func rulesAgree() throws {
        let files = try Self.ruleFiles()
        #expect(files.count > 10)
        let recorded = try Self.recordedNames()
        let names = MetricNames(families: Catalogue.families + (try Boards.builtInRules().map(\.metric)))
        for file in files {
            for expression in Self.texts(of: ["expr", "series"], in: file.root) {
                let outline = try ExpressionOutline(expression)
                #expect(names.faults(in: outline).map(\.message) == [], "\(file.name): \(expression)")
                for name in outline.selectors.compactMap(\.name) where name.contains(":") {
                    #expect(recorded.contains(name), "\(file.name): nothing records \(name)")
                }
            }
        }
    }

    private static func pages() throws -> [String] {
        let docs = try FileManager.default.subpathsOfDirectory(
            atPath: repository.appending(path: "docs").path)
        let pages = docs.filter { $0.hasSuffix(".md") && !$0.hasPrefix("decisions/") }.map { "docs/\($0)" }
        return (["README.md"] + pages).sorted()
    }

    /// Alert rules, recording rules and their tests.
    private static func ruleFiles() throws -> [(name: String, root: YAMLNode)] {
        try ["rules/alerts", "rules/recording", "rules/tests"].flatMap { folder in
            let path = repository.appending(path: folder).path
            let files = try FileManager.default.contentsOfDirectory(atPath: path).filter {
                $0.hasSuffix(".yml")
            }
            return try files.sorted().map { file in
                let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: "\(path)/\(file)")))
                return ("\(folder)/\(file)", try YAMLDocument.parse(bytes, file: file))
            }
        }
    }

    private static func recordedNames() throws -> Set<String> {
        Set(try ruleFiles().flatMap { texts(of: ["record"], in: $0.root) })
    }

    /// The scalars under these keys, at any depth.
    private static func texts(of keys: Set<String>, in node: YAMLNode) -> [String] {
        switch node.content {
        case .mapping(let members):
            members.flatMap { member -> [String] in
                if let key = member.key.text, keys.contains(key), let text = member.value.text {
                    return [text]
                }
                return texts(of: keys, in: member.value)
            }
        case .sequence(let elements): elements.flatMap { texts(of: keys, in: $0) }
        case .scalar, .null: []
        }
    }
}
