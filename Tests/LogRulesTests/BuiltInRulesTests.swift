import MetricModel
import TestSupport
import Testing
import YAMLReading

@testable import LogRules

@Suite("Built-in rules")
struct BuiltInRulesTests {
    @Test("the shipped rules are valid, examples included, and warn of nothing")
    func valid() {
        var validator = RuleValidator()
        BuiltInRules.add(to: &validator, checksExamples: true)
        #expect(validator.diagnostics.map { $0.oneLine } == [])
        #expect(Set(validator.rules.map(\.metric.name)).count == 5)
        #expect(validator.rules.allSatisfy { $0.isBuiltIn && $0.name.hasPrefix("builtin_") })
    }

    @Test("a log in which none of their lines stands shows no series of them")
    func nothingAtFirst() throws {
        for log in ["app", "nginx", "orchestrator", "syslog"] {
            let bench = try Bench(rules: nil, log: log)
            try bench.count("INFO:root:x\nsomething else\n")
            for rule in bench.ruleSet.rules {
                #expect(bench.seriesCount(rule.metric.name.text) < 1)
            }
            #expect(bench.seriesCount("orchestrator_log_rule_matches_total") < 1)
            #expect(bench.seriesCount("orchestrator_log_rule_quarantined") < 1)
        }
    }

    @Test("access lines are counted in logs with the names for it, and nowhere else")
    func access() throws {
        let line = #"10.0.0.1 - - [07/Feb/2026:12:00:00 +0000] "GET / HTTP/1.1" 200 5316 "-" "x""# + "\n"
        let nginx = try Bench(rules: nil, log: "nginx")
        try nginx.count(line + line)
        #expect(nginx.value("orchestrator_log_http_requests_total", "nginx", "GET", "2xx") == 2)
        #expect(nginx.value("orchestrator_log_http_response_bytes_total", "nginx") == 10_632)
        #expect(nginx.value("orchestrator_log_rule_matches_total", "builtin_http_requests") == 2)
        let other = try Bench(rules: nil, log: "shop")
        try other.count(line)
        #expect(other.seriesCount("orchestrator_log_http_requests_total") == -1)
    }

    @Test("exceptions are counted by type in every log")
    func exceptions() throws {
        let bench = try Bench(rules: nil, log: "shop")
        try bench.count(
            "Traceback (most recent call last):\n  File \"a.py\"\nshop.pay.PayError: x\nKeyError: 3\n")
        #expect(bench.value("orchestrator_log_exceptions_total", "shop.pay.PayError", "shop") == 1)
        #expect(bench.value("orchestrator_log_exceptions_total", "KeyError", "shop") == 1)
    }

    @Test("they are left out with the rest of what is built in, and their names are taken")
    func leftOut() throws {
        #expect(try RuleSet.load(files: [], includeBuiltIn: false).rules.isEmpty)
        let file = "rules:\n- {name: builtin_exceptions, pattern: x, counter: a_total}\n"
        let error = #expect(throws: RuleFileErrors.self) {
            try RuleSet.load(files: [("a.yml", Array(file.utf8))], includeBuiltIn: true)
        }
        #expect(
            error?.diagnostics.first?.oneLine.contains("already defined at builtin:exceptions.yml") == true)
    }
}
