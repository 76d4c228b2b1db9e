import Foundation
import TestSupport

/// A copy of the fixture tree with a secret of its own in every text that is not the name of something.
///
/// Whatever is not known to be a name, a kind, a time or an id is spiked, so that a new field is private until
/// somebody decides otherwise here.
final class PlantedTree {
    /// In every secret, so that one search finds them all.
    static let mark = "S3CRET"
    /// Words that stand in secrets or are secrets as they are: an address, a home, and parts of file names.
    static let forbidden = [
        mark, "ann@example.com", "/home/ann", "-home-user-src", "39fff716-2b54", "agent-a4aa8",
    ]

    /// Keys whose texts are names, kinds, times and ids.
    private static let plain: Set = [
        "name", "agentId", "agent_id", "agentName", "agent_name", "agentType", "agent_type", "team_name",
        "teamName",
        "leadAgentId", "leadSessionId", "model", "backendType", "from", "timestamp", "type", "subtype",
        "status",
        "idleReason", "id", "uuid", "parentUuid", "sessionId", "session_id", "requestId", "request_id",
        "owner",
        "assignedBy", "taskId", "blocks", "blockedBy", "procStart", "kind", "toolUseId", "tool_use_id",
        "role",
        "source_team", "to",
    ]
    /// Below these nothing is plain: what tools are given and answer is theirs.
    private static let opaque: Set = ["input", "content", "permission_suggestions", "attachment", "snapshot"]

    let root: String
    /// Where each secret was put, by its number.
    private(set) var planted: [String] = []
    private let place: TemporaryDirectory
    private var file = ""

    /// Copies the tree to `directory` below `place` and spikes it.
    init(in place: TemporaryDirectory, directory: String) throws {
        self.place = place
        root = try place.makeDirectory(directory) + "/claude"
        try FileManager.default.copyItem(atPath: Fixtures.path("claude"), toPath: root)
        for path in try FileManager.default.subpathsOfDirectory(atPath: root) { try spike(path) }
        try addStrangers()
        let projects = "\(root)/projects"
        for slug in try FileManager.default.contentsOfDirectory(atPath: projects) {
            try FileManager.default.moveItem(
                atPath: "\(projects)/\(slug)", toPath: "\(projects)/\(slug)-\(Self.mark)-slug")
        }
    }

    /// The secrets in a text, each with the place it was put at.
    func leaks(in text: String) -> [String] {
        guard Self.forbidden.contains(where: text.contains) else { return [] }
        return text.split(separator: "\n").filter { line in Self.forbidden.contains { line.contains($0) } }
            .map {
                line in
                let number = line.range(of: Self.mark).flatMap {
                    Int(line[$0.upperBound...].prefix(while: \.isNumber))
                }
                return "\(number.map { planted[$0] } ?? "?"): \(line)"
            }
    }

    private func secret(_ key: String) -> String {
        planted.append("\(file) \(key)")
        return "\(Self.mark)\(planted.count - 1)-ann@example.com-/home/ann/project"
    }

    private func spike(_ path: String) throws {
        file = path
        let url = URL(fileURLWithPath: "\(root)/\(path)")
        if path.hasSuffix("expected.json") || path.hasSuffix("README.md") {
            try FileManager.default.removeItem(at: url)
        } else if path.hasSuffix(".json") {
            try spiked(Data(contentsOf: url)).write(to: url)
        } else if path.hasSuffix(".jsonl") {
            let lines = try Data(contentsOf: url).split(separator: UInt8(ascii: "\n")).map {
                try spiked($0) + [10]
            }
            try Data(lines.joined()).write(to: url)
        }
    }

    private func spiked(_ bytes: Data) throws -> Data {
        let value = try JSONSerialization.jsonObject(with: bytes, options: .fragmentsAllowed)
        return try JSONSerialization.data(withJSONObject: spiked(value, key: "", isOpaque: false))
    }

    private func spiked(_ value: Any, key: String, isOpaque: Bool) -> Any {
        switch value {
        case let list as [Any]: return list.map { spiked($0, key: key, isOpaque: isOpaque) }
        case let object as [String: Any]:
            var changed: [String: Any] = [:]
            for (key, value) in object {
                // The texts of an answer are objects that say what they are.
                let isPart = Self.opaque.contains(key) && key != "content"
                changed[key] = spiked(value, key: key, isOpaque: isOpaque || isPart)
            }
            // A description of a team is its operator's own word for it, and is shown.
            if object["members"] != nil { changed["description"] = object["description"] }
            return changed
        case let text as String:
            if !isOpaque, Self.plain.contains(key) { return text }
            guard text.hasPrefix("{"), let inner = try? spiked(Data(text.utf8)) else { return secret(key) }
            return String(decoding: inner, as: UTF8.self)
        default: return value
        }
    }

    /// Files that nobody should read, and files that are not what they should be.
    private func addStrangers() throws {
        let strangers = [
            "history.jsonl": #"{"display": "SECRET", "project": "SECRET"}"#,
            "settings.json": #"{"apiKey": "SECRET"}"#,
            ".credentials.json": #"{"token": "SECRET"}"#, "CLAUDE.md": "SECRET",
            "todos/1.json": #"["SECRET"]"#,
            "teams/broken/config.json": #"{"name": "broken", "prompt": "SECRET", oops "#,
            "teams/listed/config.json": #"["SECRET"]"#,
            "teams/odd/config.json": #"""
            {"name": "SECRET", "createdAt": "SECRET", "leadAgentId": 7, "members": ["SECRET",
             {"name": "lead", "joinedAt": "SECRET", "isActive": "SECRET", "tmuxPaneId": {"x": "SECRET"}, "cwd": ["SECRET"]}]}
            """#,
            "teams/odd/inboxes/lead.json": #"""
            ["SECRET", {"from": "mate", "text": "SECRET", "timestamp": "SECRET", "read": "SECRET"},
             {"from": "mate", "text": "{\"type\": \"SECRET\", \"requestId\": \"SECRET\"}", "timestamp": 5}]
            """#,
            "teams/odd/inboxes/cut.json": #"[{"from": "lead", "text": "SECRET"#,
            "teams/odd/inboxes/object.json": #"{"text": "SECRET"}"#,
            "teams/odd/messages/old.json": #"["SECRET"]"#,
            "tasks/odd/1.json":
                #"{"id": "1", "status": "SECRET", "subject": "SECRET", "blockedBy": "SECRET"}"#,
            "tasks/odd/2.json": #"{"id": "2", "status": "pending", "subject": "SECRET"#,
            "tasks/odd/3.json": #"["SECRET"]"#,
            "sessions/99.json": #"{"pid": "SECRET", "cwd": "SECRET"}"#,
            "sessions/98.json": #"{"cwd": "SECRET"#,
            "projects/-x/1af7fc5e-0000-4000-8000-000000000001.jsonl": #"""
            {"type": "assistant", "text": "SECRET
            {"type": "assistant", "message": {"id": 4, "model": 5, "content": "SECRET", "usage": {"input_tokens": "SECRET"}}}
            SECRET
            {"type": "system", "subtype": "turn_duration", "durationMs": "SECRET", "content": "SECRET"}

            """#,
        ]
        for (path, text) in strangers {
            file = path
            let parts = text.components(separatedBy: "SECRET")
            let planted = parts.dropFirst().reduce(parts[0]) { $0 + secret("text") + $1 }
            let url = URL(fileURLWithPath: "\(root)/\(path)")
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(planted.utf8).write(to: url)
        }
    }
}
