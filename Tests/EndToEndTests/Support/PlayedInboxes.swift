import Foundation
import TestSupport

/// The inboxes of one team, written as other programs write them: whole, under another name, and then renamed.
final class PlayedInboxes {
    private struct Message {
        let from: String
        let text: String
        let sentMs: Int64
        var isRead = false

        var json: [String: Any] {
            let format = ISO8601DateFormatter()
            format.formatOptions = [.withInternetDateTime, .withFractionalSeconds]
            let sent = Date(timeIntervalSince1970: Double(sentMs) / 1000)
            return ["from": from, "text": text, "read": isRead, "timestamp": format.string(from: sent)]
        }
    }

    private let directory: String
    private let members: [String]
    private var inboxes: [String: [Message]] = [:]
    /// Messages written since this was made.
    private(set) var written = 0

    init(team: String, members: [String], in place: TemporaryDirectory) throws {
        self.members = members
        directory = try place.makeDirectory("claude/teams/\(team)/inboxes")
        for member in members { try write(member) }
    }

    /// Writes a message from one member to another.
    func send(from: String, to: String) throws {
        written += 1
        let nowMs = Int64(Date().timeIntervalSince1970 * 1000)
        inboxes[to, default: []].append(Message(from: from, text: "message \(written)", sentMs: nowMs))
        try write(to)
    }

    /// Writes a message between two members that chance picks, and lets one of them read now and then.
    func play(_ random: inout SeededGenerator) throws {
        let pair = members.shuffled(using: &random).prefix(2)
        try send(from: pair[0], to: pair[1])
        if Bool.random(using: &random) { try read(pair[Int.random(in: 0...1, using: &random)]) }
    }

    /// Marks all of a member's messages as read.
    func read(_ member: String) throws {
        for place in inboxes[member, default: []].indices { inboxes[member]?[place].isRead = true }
        try write(member)
    }

    func readAll() throws {
        for member in members { try read(member) }
    }

    private func write(_ member: String) throws {
        let bytes = try JSONSerialization.data(withJSONObject: inboxes[member, default: []].map(\.json))
        try bytes.write(to: URL(fileURLWithPath: "\(directory)/\(member).json"), options: .atomic)
    }
}
