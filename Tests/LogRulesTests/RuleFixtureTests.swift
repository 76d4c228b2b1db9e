import Foundation
import LogRules
import TestSupport
import Testing
import YAMLReading

@Suite("Rule files")
struct RuleFixtureTests {
    private func bytes(_ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(fileURLWithPath: Fixtures.path("rules/\(name)"))))
    }

    @Test("a good file loads without a warning", arguments: ["shop.good.yml", "kinds.good.yml"])
    func good(name: String) throws {
        let rules = try RuleSet.load(files: [(name, try bytes(name))], includeBuiltIn: true)
        #expect(rules.warnings == [])
        #expect(!rules.rules.isEmpty)
    }

    @Test(
        "a bad file is refused with all its faults, each under a caret",
        arguments: ["everything.bad.yml", "kinds.bad.yml"])
    func bad(name: String) throws {
        let source = try bytes(name)
        let error = #expect(throws: RuleFileErrors.self) {
            try RuleSet.load(files: [(name, source)], includeBuiltIn: true)
        }
        let text = (error?.diagnostics ?? []).map { $0.rendered(source: source) + "\n" }.joined()
        let golden = GoldenFile(fixture: "rules/" + name.replacing(".yml", with: ".expected"))
        #expect(try golden.difference(from: text) == nil)
    }

    @Test("every rule file that the documentation shows loads, examples included")
    func documentation() throws {
        let path = Fixtures.root + "/../../docs/log-rules.md"
        let page = String(decoding: try Data(contentsOf: URL(fileURLWithPath: path)), as: UTF8.self)
        let blocks = page.components(separatedBy: "```yaml\n").dropFirst().compactMap {
            $0.components(separatedBy: "```").first
        }
        #expect(blocks.count >= 5)
        for block in blocks {
            let rules = try RuleSet.load(files: [("log-rules.md", Array(block.utf8))], includeBuiltIn: true)
            #expect(rules.warnings.map { $0.oneLine } == [], "\(block)")
        }
    }
}
