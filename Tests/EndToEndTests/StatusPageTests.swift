import Foundation
import TestSupport
import Testing

extension EndToEnd {
    /// The page as people see it, in a real browser.
    @Suite("Status page")
    struct StatusPageTests {
        private struct Outcome {
            let answers: [Any]
            let complaints: [String]
        }

        private static let isShown = "document.querySelector('#board')?.hidden === false"
        private static let hostile = "<img src=x onerror=window.hacked=1> \u{202E}gnp"
        private static let hostileAgent = "<script>window.hacked=2</script>"
        private static let long = String(repeating: "x", count: 1000)

        /// Where the screenshots go: the named directory, so that people can look at them, else nowhere that stays.
        private func shots(in place: TemporaryDirectory) -> String {
            ProcessInfo.processInfo.environment["AGENT_TEAMS_EXPORTER_SCREENSHOTS"] ?? place.path
        }

        private func drive(_ steps: [[String: Any]], in place: TemporaryDirectory) throws -> Outcome {
            let bytes = try JSONSerialization.data(withJSONObject: steps)
            let file = try place.write(Array(bytes), to: "steps.json")
            let result = try ChildProcess.run(
                "/usr/bin/env",
                [
                    "HOME=\(place.path)", "python3", Fixtures.path("python/drive_chromium.py"),
                    Tools.path("chromium"), place.path("profile"), file,
                ], within: .seconds(120))
            try #require(result.status == 0, "\(result.errorOutput)")
            let object = try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any]
            return Outcome(
                answers: object?["answers"] as? [Any] ?? [],
                complaints: object?["complaints"] as? [String] ?? [])
        }

        private static func team(_ name: String, agents: [String]) throws -> String {
            let nowMs = Int(Date().timeIntervalSince1970 * 1000)
            let members = agents.map {
                ["name": $0, "agentId": "\($0)@\(name)", "joinedAt": nowMs] as [String: Any]
            }
            let config: [String: Any] = [
                "name": name, "createdAt": nowMs, "leadAgentId": "\(agents[0])@\(name)", "members": members,
            ]
            return String(decoding: try JSONSerialization.data(withJSONObject: config), as: UTF8.self)
        }

        @Test("it shows the demo live, names as text, and tells when the connection is lost")
        func demo() throws {
            let place = try TemporaryDirectory("page")
            let exporter = try Exporter([], command: "demo", in: place)
            let output = try exporter.process.output
            let root = try #require(output.firstMatch(of: /live in (.+); stop/)).output.1 + "/claude"
            let shots = shots(in: place)
            let hostile = try Self.team(Self.hostile, agents: [Self.hostileAgent, Self.long])
            let hasTeam = { (name: String) in
                "[...document.querySelectorAll('#teams h3')].some((h) => h.textContent.includes('\(name)'))"
            }
            let steps: [[String: Any]] = [
                ["do": "look", "width": 1280, "height": 900],
                ["do": "open", "url": "http://127.0.0.1:\(exporter.port)/"],
                ["do": "wait", "script": Self.isShown],
                ["do": "wait", "script": "document.querySelectorAll('#teams article').length >= 4"],
                ["do": "wait", "script": "document.querySelector('#link').textContent === 'Live'"],
                ["do": "write", "path": "\(root)/teams/\(Self.hostile)/config.json", "text": hostile],
                ["do": "wait", "script": hasTeam("onerror")],
                ["do": "wait", "script": "document.querySelectorAll('#charts svg').length === 2"],
                ["do": "shoot", "file": "\(shots)/light.png"],
                ["do": "look", "width": 1280, "height": 900, "dark": true],
                ["do": "shoot", "file": "\(shots)/dark.png"],
                ["do": "look", "width": 390, "height": 844, "dark": true, "calm": true],
                ["do": "evaluate", "script": "document.documentElement.scrollWidth"],
                ["do": "shoot", "file": "\(shots)/phone-dark.png"],
                ["do": "look", "width": 390, "height": 844],
                ["do": "shoot", "file": "\(shots)/phone.png"],
                ["do": "evaluate", "script": Self.facts],
                ["do": "press", "key": "Tab"],
                ["do": "evaluate", "script": "document.activeElement.className"],
                ["do": "scripts", "on": false],
                ["do": "open", "url": "http://127.0.0.1:\(exporter.port)/"],
                ["do": "wait", "script": "document.querySelector('noscript')?.offsetHeight > 0"],
                ["do": "scripts", "on": true],
                ["do": "open", "url": "http://127.0.0.1:\(exporter.port)/"],
                ["do": "wait", "script": Self.isShown],
                ["do": "end", "pid": Int(exporter.process.pid)],
                [
                    "do": "wait",
                    "script": "document.querySelector('#link').textContent.startsWith('Connection lost at')",
                ],
            ]
            let outcome = try drive(steps, in: place)
            for (step, answer) in zip(steps, outcome.answers) where step["do"] as? String == "wait" {
                #expect(answer as? Bool == true, "\(step)")
            }
            #expect(outcome.answers[12] as? Int == 390, "nothing is wider than the phone")
            let facts = try #require(outcome.answers[16] as? [String: Any])
            #expect(facts["hacked"] as? Bool == false)
            #expect(facts["breaches"] as? [String] == [])
            #expect(facts["agent"] as? Bool == true, "a hostile name is shown as it is")
            #expect(facts["landmarks"] as? Int == 4)
            #expect(facts["unnamed"] as? Int == 0, "tables and pictures without a name")
            #expect(
                outcome.answers[18] as? String == "skip", "the keyboard reaches the way to the teams first")
            // The end of the exporter is all that the browser may complain of.
            #expect(outcome.complaints.filter { !$0.contains("/api/events") } == [])
            for shot in ["light", "dark", "phone", "phone-dark"] {
                let size = try FileManager.default.attributesOfItem(atPath: "\(shots)/\(shot).png")[.size]
                #expect((size as? Int ?? 0) > 10_000)
            }
        }

        private static let facts = """
            ({
              hacked: 'hacked' in window,
              breaches: window.policyBreaches,
              agent: [...document.querySelectorAll('tbody th')].some((th) => th.textContent.includes('\(hostileAgent)')),
              landmarks: document.querySelectorAll('body > header, body > main, body > footer, nav').length,
              unnamed: [...document.querySelectorAll('table')].filter((t) => !t.caption?.textContent).length
                + [...document.querySelectorAll('svg')].filter((s) => !s.getAttribute('aria-label')).length,
            })
            """
    }
}
