import TestSupport
import Testing
import YAMLReading

@testable import LogInspection

@Suite("what a check of rule files reports")
struct RuleReportTests {
    private func report(_ text: String, sample: [String]? = nil) -> RuleReport {
        RuleReport(
            files: [("rules.yml", Array(text.utf8))], sample: sample.map { $0.map { Array($0.utf8) } })
    }

    @Test("good rules have their literal and a cost measured on their examples")
    func good() throws {
        let fixture = try fileBytes(Fixtures.path("rules/shop.good.yml"))
        let report = RuleReport(files: [("shop.yml", fixture)])
        #expect(!report.isBroken)
        #expect(report.diagnostics.isEmpty, "\(report.diagnostics.map(\.oneLine))")
        let first = try #require(report.rules.first)
        #expect(first.name == "payment_failures")
        #expect(first.literals == [Array("payment ".utf8)])
        let cost = try #require(first.cost)
        #expect(cost.lines == 2)
        #expect(cost.candidates == 1)
        #expect(cost.perCandidate > .zero)
    }

    @Test(
        "all faults are told together with the warnings, and good rules beside broken ones are still reported"
    )
    func broken() {
        let report = report(
            """
            rules:
              - {name: bad, pattern: '(unclosed', counter: shop_bad_total}
              - {name: worse, pattern: '(a+)+x', counter: shop_worse}
              - {name: fine, pattern: 'connection lost', counter: shop_lost_total}
            """)
        #expect(report.isBroken)
        #expect(report.rules.map(\.name) == ["fine"])
        let messages = report.diagnostics.map(\.oneLine)
        #expect(messages.contains { $0.contains("bad pattern") })
        #expect(messages.contains { $0.contains("must end in '_total'") })
        #expect(messages.contains { $0.contains("warning: a repetition inside a repetition") })
        #expect(report.diagnostics.map { $0.mark?.line } == [2, 3, 3])
    }

    @Test(
        "a label that can take any value is warned of unless it is bounded or listed",
        arguments: [
            (#"user (?<v>\S+) failed"#, true), (#"user (?<v>.*)"#, true), (#"id (?<v>\w+)"#, true),
            (#"id (?<v>\d{6,})"#, true), (#"id (?<v>[0-9a-f]{32})"#, true), (#"path (?<v>[^ ]+) gone"#, true),
            (#"status (?<v>\d{3}) sent"#, false), (#"reason (?<v>[a-z_]+) given"#, false),
            (#"by (?<v>GET|POST) came"#, false), (#"item (?<v>a\d?) came"#, false),
            (#"(?:\S+) (?<v>yes|no) said"#, false),
            (#"literal (?<v>\.\*) found"#, false), (#"class (?<v>[.*+]) found"#, false),
        ])
    func openLabels(pattern: String, isOpen: Bool) {
        func warnings(_ more: String) -> Int {
            report(
                """
                rules:
                  - name: one
                    pattern: '\(pattern)'
                    counter: shop_one_total
                    labels: {v: $v}
                    \(more)
                """
            ).diagnostics.count { $0.message.contains("can take any number of values") }
        }
        #expect(warnings("help: One.") == (isOpen ? 1 : 0))
        #expect(warnings("max_series: 50") == 0)
        #expect(warnings("init: {v: [a]}") == 0)
        #expect(warnings("map: {v: {a: b, '*': other}}") == 0)
    }

    @Test("groups are found by number and by every spelling of a name")
    func references() {
        #expect(OpenCaptures(pattern: #"(?:x)(a)(\S+)"#).openPart(of: "2") == #"\S+"#)
        #expect(OpenCaptures(pattern: #"(?:x)(a)(\S+)"#).openPart(of: "1") == nil)
        #expect(OpenCaptures(pattern: #"[(](?P<n>.+)"#).openPart(of: "n") == ".+")
        #expect(OpenCaptures(pattern: #"\((?'n'\w*)"#).openPart(of: "1") == #"\w*"#)
        #expect(OpenCaptures(pattern: #"(?<=a)(?<n>\w*)"#).openPart(of: "1") == #"\w*"#)
        #expect(OpenCaptures.references(in: "$a-${b_c}$$d$1") == ["a", "b_c", "1"])
    }

    @Test("a sample tells which share of its lines is tried")
    func sample() throws {
        let lines = (0..<1000).map { $0 % 10 == 0 ? "connection lost by \($0)" : "all is well, \($0)" }
        let report = report(
            "rules: [{name: fine, pattern: 'connection lost', counter: shop_lost_total}, "
                + "{name: every, pattern: '\\d+$', counter: shop_every_total}]", sample: lines)
        #expect(report.rules.map { $0.cost?.candidates } == [100, 1000])
        #expect(report.rules.map { $0.literals.isEmpty } == [false, true])
    }

    @Test("a catalogue of level formats is checked as one")
    func catalogue() throws {
        let shipped = try fileBytes(Fixtures.path("../../rules/log/levels.yml"))
        let good = RuleReport(files: [("levels.yml", shipped)])
        #expect(!good.isBroken)
        #expect(good.catalogues.first.map { $0.formats > 5 } == true)
        let text = String(decoding: shipped, as: UTF8.self)
        let broken = report(text.replacing("level: CRITICAL}", with: "level: DEBUG}", maxReplacements: 1))
        #expect(broken.isBroken)
    }
}
