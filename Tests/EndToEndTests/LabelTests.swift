import Foundation
import TestSupport
import Testing

extension EndToEnd {
    @Suite("Labels from lines")
    struct LabelTests {
        @Test(
            "L6: bytes that are not UTF-8 in a captured label leave every scrape valid, to the strictest reader"
        )
        func repairsLabels() throws {
            let place = try TemporaryDirectory("labels")
            try place.write(
                """
                rules:
                  - {name: names, pattern: 'name=(?<name>.+) end', counter: names_total, help: N., labels: {name: $name}}

                """, to: "rules.yml")
            let names: [[UInt8]] = [
                [0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF0, 0x9F, 0x98], [0x80, 0x41],
                [0x22, 0x5C, 0x22],
                [0x00, 0x01], Array("日本".utf8), [0xF4, 0x90, 0x80, 0x80], [0x0D],
            ]
            let lines = names.flatMap { Array("name=".utf8) + $0 + Array(" end\n".utf8) }
            try place.write(lines, to: "app.log")
            let configuration = "log_rules: [rules.yml]\nlogs: [{name: app, paths: [app.log]}]\n"
            let exporter = try Exporter(configuration: configuration, in: place)
            let matches = #"orchestrator_log_rule_matches_total{rule="names"}"#
            #expect(try exporter.value(of: matches, becoming: Double(names.count)) == Double(names.count))
            let answer = try exporter.request("/metrics")
            #expect(String(validating: answer.body, as: UTF8.self) != nil)
            let file = try place.write(answer.body, to: "scrape.prom")
            let script = """
                import sys
                from prometheus_client.parser import text_string_to_metric_families as parse
                families = parse(open(sys.argv[1], encoding="utf-8", newline="").read())
                print(sum(s.value for f in families for s in f.samples if s.name == "names_total"))
                """
            let python = try ChildProcess.run(
                "/usr/bin/env", ["PYTHONPATH=\(Tools.python)", "python3", "-c", script, file])
            #expect(python.status == 0, "\(python.errorOutput)")
            #expect(
                Double(python.output.trimmingCharacters(in: .whitespacesAndNewlines)) == Double(names.count))
            let promtool = try ChildProcess.run(Tools.path("promtool"), ["check", "metrics"], input: file)
            #expect(promtool.status == 0, "\(promtool.output)\(promtool.errorOutput)")
        }
    }
}
