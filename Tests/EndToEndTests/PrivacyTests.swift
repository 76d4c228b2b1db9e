import Foundation
import TestSupport
import Testing

extension EndToEnd {
    /// Nothing that people and agents tell each other leaves through a command.
    @Suite("Privacy of commands")
    struct PrivacyTests {
        private static let secret = "S3CRET-ann@example.com-/home/ann/project"
        /// Fields that hold free text, in every kind of file.
        private static let textFields: Set = [
            "text", "content", "summary", "prompt", "cwd", "subject", "title", "activeForm", "planContent",
            "plan", "feedback", "reason", "input", "personality", "tmuxPaneId", "color", "taskSubject",
            "failureReason", "gitBranch", "message_id",
        ]

        /// The fixture tree with the secret in every text field.
        private func plant(in place: TemporaryDirectory) throws -> Int {
            try place.copy(Fixtures.path("claude"), to: "claude")
            var planted = 0
            let root = place.path("claude")
            let files = FileManager.default.enumerator(atPath: root)?.compactMap { $0 as? String } ?? []
            for file in files where file.hasSuffix(".json") && !file.hasSuffix("expected.json") {
                let url = URL(fileURLWithPath: "\(root)/\(file)")
                let object = try JSONSerialization.jsonObject(
                    with: try Data(contentsOf: url), options: .fragmentsAllowed)
                let isTask = file.hasPrefix("tasks/")
                let changed = spiked(object, isTask: isTask, &planted)
                try JSONSerialization.data(withJSONObject: changed).write(to: url)
            }
            return planted
        }

        /// A team's own description is shown, as the documentation says; a task's is not.
        private func spiked(_ value: Any, isTask: Bool, _ planted: inout Int) -> Any {
            if let list = value as? [Any] { return list.map { spiked($0, isTask: isTask, &planted) } }
            guard let object = value as? [String: Any] else { return value }
            var changed: [String: Any] = [:]
            for (key, value) in object {
                let isText = Self.textFields.contains(key) || (isTask && key == "description")
                guard isText, let text = value as? String else {
                    changed[key] = spiked(value, isTask: isTask, &planted)
                    continue
                }
                planted += 1
                changed[key] = text.hasPrefix("{") ? spikedEnvelope(text, &planted) : Self.secret
            }
            return changed
        }

        /// Texts inside the harness's own messages, which stay what they are.
        private func spikedEnvelope(_ text: String, _ planted: inout Int) -> String {
            guard var object = try? JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
            else { return Self.secret }
            for key in object.keys where Self.textFields.contains(key) || key == "description" {
                object[key] = Self.secret
            }
            let data = (try? JSONSerialization.data(withJSONObject: object)) ?? Data()
            return String(decoding: data, as: UTF8.self)
        }

        @Test("no command shows what is told, unless it is asked for texts")
        func commands() throws {
            let place = try TemporaryDirectory("privacy")
            #expect(try plant(in: place) > 50)
            let root = place.path("claude")
            let teams = try FileManager.default.contentsOfDirectory(atPath: place.path("claude/teams"))
            var lines: [[String]] = [
                ["list-teams"], ["health", "--all-teams"], ["health", "--all-teams", "-v"],
            ]
            for team in teams {
                lines += [["team-status", team], ["team-messages", team, "-l", "0"], ["team-tasks", team]]
                lines += [["team-activity", team], ["health", "--team", team]]
            }
            for line in lines {
                for format in [[], ["--json"]] {
                    let result = try ReleaseBinary.run(line + format + ["--teams.root=\(root)"], in: place)
                    #expect([0, 1].contains(result.status), "\(line): \(result.errorOutput)")
                    #expect(!result.output.isEmpty, "\(line)")
                    for word in ["S3CRET", "ann@example.com", "/home/ann"] {
                        #expect(!result.output.contains(word), "\(line) \(format)")
                        #expect(!result.errorOutput.contains(word), "\(line) \(format)")
                    }
                }
            }
            let texts = try ReleaseBinary.run(
                ["team-messages", "session-1b296605", "--text", "--teams.root=\(root)"], in: place)
            #expect(texts.output.contains(Self.secret), "so the test would see it")
        }
    }
}
