import Foundation
import TestSupport
import Testing

extension EndToEnd {
    @Suite("API")
    struct APITests {
        private static let configuration = """
            teams: {roots: [claude], active_window: 365d}
            logs: [{name: orchestrator, paths: [orchestrator.log]}]

            """

        private func started(_ more: String = "", _ arguments: [String] = []) throws -> Exporter {
            let place = try TemporaryDirectory("api")
            try FileManager.default.copyItem(atPath: Fixtures.path("claude"), toPath: place.path("claude"))
            try place.write(
                SampleLines.error(1) + SampleLines.info(2) + SampleLines.error(3), to: "orchestrator.log")
            return try Exporter(configuration: Self.configuration + more, arguments, in: place)
        }

        private func object(_ exporter: Exporter, _ target: String) throws -> [String: Any] {
            let answer = try exporter.request(target)
            let object = try JSONSerialization.jsonObject(with: Data(answer.body)) as? [String: Any]
            return try #require(object, "\(target): \(answer.text)")
        }

        /// What differs from moment to moment is left out.
        private func lasting(_ value: Any) -> Any {
            switch value {
            case let list as [Any]: return list.map(lasting)
            case let object as [String: Any]:
                return object.filter { !$0.key.hasSuffix("_seconds") && $0.key != "message" }.mapValues(
                    lasting)
            default: return value
            }
        }

        @Test(
            "an endpoint answers what its command prints",
            arguments: [
                ("/api/teams", ["list-teams"]), ("/api/health", ["health"]),
                ("/api/teams/session-1b296605", ["team-status", "session-1b296605"]),
            ])
        func commands(target: String, command: [String]) throws {
            let exporter = try started()
            let config = "--config.file=\(exporter.place.path("exporter.yml"))"
            let printed = try ReleaseBinary.run(command + ["--json", config], in: exporter.place)
            let expected = try JSONSerialization.jsonObject(with: Data(printed.output.utf8))
            var answered: [String: Any] = [:]
            // Transcripts are read by and by.
            let isSame = try eventually(every: .milliseconds(200)) {
                answered = try object(exporter, target)
                return (lasting(answered) as? NSDictionary) == (lasting(expected) as? NSDictionary)
            }
            #expect(isSame, "\(answered) is not \(expected)")
            let status = try exporter.request(target).status
            #expect(status == (printed.status == 0 ? 200 : 503), "\(printed.status)")
        }

        @Test("each team is told in numbers, and each kind of error with its count")
        func numbers() throws {
            let exporter = try started()
            let teams = try #require(try object(exporter, "/api/teams/metrics")["teams"] as? [[String: Any]])
            let names = teams.compactMap { $0["name"] as? String }
            #expect(names.contains("session-1b296605"))
            for team in teams {
                for key in [
                    "status", "idle", "member_count", "agents_by_state", "unread", "delivery", "processes",
                ] {
                    #expect(team[key] != nil, "\(key) of \(team)")
                }
            }
            var shapes: [[String: Any]] = []
            #expect(
                try eventually {
                    let logs = try object(exporter, "/api/logs/errors")["logs"] as? [[String: Any]]
                    shapes = logs?.first?["shapes"] as? [[String: Any]] ?? []
                    return shapes.first?["count"] as? Int == 2
                })
            #expect(shapes.count == 1)
            #expect(shapes.first?["level"] as? String == "ERROR")
            #expect((shapes.first?["example"] as? String)?.contains("Health check error: case") == true)
            #expect(shapes.first?["first_seen"] as? String == "2026-02-07T12:00:00.123Z")
        }

        @Test("an unhealthy team is 503, so that a monitor that looks at the code alone is not fooled")
        func unhealthy() throws {
            let exporter = try started("")
            try exporter.place.write("{", to: "claude/teams/broken/config.json")
            #expect(try eventually { try exporter.request("/api/health").status == 503 })
            #expect(try object(exporter, "/api/health")["healthy"] as? Bool == false)
            #expect(try exporter.request("/-/healthy").status == 200, "the program itself is well")
        }

        @Test(
            "messages are told with their texts only where the configuration says so, and only on this machine"
        )
        func texts() throws {
            let exporter = try started("privacy: {message_text: true}\n")
            let target = "/api/teams/session-1b296605"
            let messages = try #require(try object(exporter, target)["messages"] as? [[String: Any]])
            #expect(messages.contains { ($0["text"] as? String)?.isEmpty == false })
            for header in [("X-Forwarded-For", "192.0.2.1"), ("Via", "1.1 proxy")] {
                let answer = try exporter.request(target, headers: [header])
                #expect(answer.status == 200)
                #expect(!answer.text.contains("\"messages\" : ["))
            }
            let silent = try started()
            #expect(try object(silent, target)["messages"] == nil)
        }

        @Test("events tell of a new team within moments, and the stream ends with the program")
        func events() throws {
            let exporter = try started()
            let reader = try EventReader("/api/events", port: exporter.port)
            let first = try #require(try reader.next())
            #expect(first.name == "snapshot")
            #expect(first.data.contains("session-1b296605"))
            try SampleTeams.write("newcomer", in: exporter.place)
            #expect(try reader.next("change", having: "newcomer") != nil)
            #expect(exporter.terminate() == 0)
            while try reader.next() != nil {}
            #expect(reader.hasEnded)
        }

        @Test("twenty pages that are open keep neither the scraper out nor the program from ending")
        func manyPages() throws {
            let exporter = try started()
            let readers = try (0..<20).map { _ in try EventReader("/api/events", port: exporter.port) }
            for reader in readers { #expect(try reader.next()?.name == "snapshot") }
            #expect(try exporter.request("/metrics").status == 200)
            #expect(exporter.terminate(within: .seconds(20)) == 0)
        }
    }
}
