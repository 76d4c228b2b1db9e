import Foundation
import TestSupport
import Testing

extension EndToEnd {
    @Suite("Preview of alerts")
    struct AlertPreviewTests {
        private static let rules = """
            rules:
              - name: declined
                pattern: 'payment (?<provider>\\w+) declined'
                counter: shop_declined_total
                help: Declined payments.
                labels: {provider: $provider}
                init: {provider: [visa, sepa]}
                examples: [{line: payment visa declined}]
                alert: {name: ShopDeclined, threshold: '> 4.3 per 10m', by: [provider], summary: Declined.}
              - name: level
                pattern: 'tank at (?<level>\\d+)'
                gauge: shop_tank
                value: $level
                help: What is in the tank.
                examples: [{line: tank at 7}]
                alert: {name: ShopTank, threshold: '< 10', summary: Low.}
            """

        private static let begin = 1_770_465_600
        private static let minutes = 600

        /// A line each minute, and bursts of payments now and then.
        private static func log(seed: UInt64) -> [String] {
            var random = SeededGenerator(seed: seed)
            let format = DateFormatter()
            format.locale = Locale(identifier: "en_US_POSIX")
            format.timeZone = TimeZone(identifier: "UTC")
            format.dateFormat = "yyyy-MM-dd HH:mm:ss"
            return (0..<minutes).flatMap { minute -> [String] in
                let isBusy = minute / 40 % 3 == 1
                let events = Int.random(in: 0...(isBusy ? 2 : 1), using: &random) * (minute % 2)
                let seconds = (0...events).map { _ in Int.random(in: 0...59, using: &random) }.sorted()
                return seconds.enumerated().map { number, second in
                    let time = Date(timeIntervalSince1970: Double(begin + minute * 60 + second))
                    let text =
                        number > 0
                        ? "payment \(Bool.random(using: &random) ? "visa" : "sepa") declined"
                        : "tank at \(Int.random(in: 8...12, using: &random))"
                    return "\(format.string(from: time)),000 INFO shop: \(text)\n"
                }
            }
        }

        private struct Preview: Decodable {
            struct Alert: Decodable {
                struct Firing: Decodable {
                    let labels: [String: String]
                    let start: String
                    let end: String
                    let open: Bool
                }
                let alert: String
                let times: [Firing]
            }
            let alerts: [Alert]
        }

        @Test(
            "an alert would have fired just when a real Prometheus, given the log's past, says that it holds")
        func agreesWithPrometheus() throws {
            let place = try TemporaryDirectory("preview")
            let seed = UInt64.random(in: 1...999_999)
            let lines = Self.log(seed: seed)
            try place.write(Self.rules, to: "shop.yml")
            try place.write("log_rules: [shop.yml]\n", to: "exporter.yml")
            try place.write(lines[..<(lines.count / 2)].joined(), to: "shop.log.1")
            try place.write(lines[(lines.count / 2)...].joined(), to: "shop.log")
            _ = try ChildProcess.run(
                "/usr/bin/env", ["gzip", place.path("shop.log.1")], environment: ["PATH": "/usr/bin:/bin"])
            let files = ["shop.log.1.gz", "shop.log"]

            let played = try ReleaseBinary.run(
                ["rules", "preview", "--json", "--rules", "shop.yml", "--log", "shop"] + files.reversed(),
                in: place)
            try #require(played.status == 0, "\(played.errorOutput)")
            let preview = try JSONDecoder().decode(Preview.self, from: Data(played.output.utf8))
            let expressions = try emittedExpressions(in: place)
            let prometheus = try PrometheusServer(holding: try blocks(of: files, in: place), in: place)

            #expect(preview.alerts.map(\.alert) == ["ShopDeclined", "ShopTank"])
            for alert in preview.alerts {
                let expected = try prometheus.moments(
                    of: try #require(expressions[alert.alert]), from: Self.begin + 30,
                    to: Self.begin + Self.minutes * 60 + 30, step: 60)
                #expect(
                    !expected.isEmpty && !alert.times.isEmpty, "seed \(seed): \(alert.alert) is not tried")
                let found = Set(try alert.times.flatMap(Self.moments))
                let difference = found.symmetricDifference(expected).sorted()
                #expect(difference.isEmpty, "seed \(seed): \(alert.alert): \(difference.prefix(5))")
            }
        }

        /// Each evaluation at which an alert without `for` fired, with its labels.
        private static func moments(_ firing: Preview.Alert.Firing) throws -> [String] {
            let format = ISO8601DateFormatter()
            let start = Int(try #require(format.date(from: firing.start)).timeIntervalSince1970)
            let end = Int(try #require(format.date(from: firing.end)).timeIntervalSince1970)
            let last = firing.open ? end : end - 60
            let labels = firing.labels.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
            return stride(from: start, through: last, by: 60).map { "\($0) \(labels.joined(separator: ","))" }
        }

        private func emittedExpressions(in place: TemporaryDirectory) throws -> [String: String] {
            let emitted = try ReleaseBinary.run(
                ["rules", "emit", "--config.file", "exporter.yml", "--output", "emitted"], in: place)
            try #require(emitted.status == 0, "\(emitted.errorOutput)")
            let text = try String(contentsOfFile: place.path("emitted/alerts/log-rules.yml"), encoding: .utf8)
            let rules = text.matches(of: /- alert: (\w+)\n *expr: \|-\n *([^\n]+)\n/)
            return Dictionary(rules.map { (String($0.1), String($0.2)) }) { first, _ in first }
        }

        private func blocks(of files: [String], in place: TemporaryDirectory) throws -> String {
            let history = try ReleaseBinary.run(
                [
                    "logs", "scan", "--backfill", "--no-builtin-rules", "--rules", "shop.yml", "--log",
                    "shop",
                    "--series-label", "job=agent-teams", "--series-label", "instance=here",
                ] + files, in: place)
            try #require(history.status == 0, "\(history.errorOutput)")
            let file = try place.write(history.output, to: "history.txt")
            let made = try ChildProcess.run(
                Tools.path("promtool"),
                ["tsdb", "create-blocks-from", "openmetrics", file, place.path("prometheus/data")])
            try #require(made.status == 0, "\(made.output)\(made.errorOutput)")
            return place.path("prometheus/data")
        }

        @Test(
            "rules emit begins a page for an alert of a log rule, keeps it fresh, and leaves an edited one alone"
        )
        func pagesAreKept() throws {
            let place = try TemporaryDirectory("pages")
            try place.write(Self.rules, to: "shop.yml")
            try place.write("log_rules: [shop.yml]\n", to: "exporter.yml")
            func emit(_ more: String...) throws -> ChildProcess.Result {
                try ReleaseBinary.run(["rules", "emit", "--config.file", "exporter.yml"] + more, in: place)
            }
            func page(_ name: String) throws -> String {
                try String(contentsOfFile: place.path("docs/runbooks/\(name).md"), encoding: .utf8)
            }
            #expect(try emit("--check").errorOutput.contains("rules/alerts/log-rules.yml: is not there"))
            #expect(try emit().output.contains("2 files written to docs/runbooks"))
            #expect(try emit("--check").status == 0)
            #expect(try page("ShopTank").contains("min by (job, instance) (shop_tank) < 10"))

            let edited = try page("ShopTank").replacing(
                "Nobody has written yet what helps.", with: "Fill it.")
            try place.write(edited, to: "docs/runbooks/ShopTank.md")
            try place.write(
                Self.rules.replacing("< 10", with: "< 9").replacing("> 4.3", with: "> 5"), to: "shop.yml")
            let stale = try emit("--check")
            #expect(stale.status == 1 && stale.errorOutput.contains("rules/alerts/log-rules.yml:"))
            #expect(try emit().status == 0 && emit("--check").status == 0)
            #expect(try page("ShopTank") == edited)
            #expect(try page("ShopDeclined").contains("[10m])) > 5"))

            try place.write("log_rules: []\n", to: "exporter.yml")
            #expect(try emit().status == 0)
            let left = try FileManager.default.contentsOfDirectory(atPath: place.path("docs/runbooks"))
            #expect(left == ["ShopTank.md"], "the page that nobody edited goes with its alert")
        }
    }
}
