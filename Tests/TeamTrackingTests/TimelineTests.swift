import Foundation
import TeamState
import TestSupport
import Testing

@testable import TeamTracking

@Suite("MessageLedger over the timeline")
struct TimelineTests {
    private struct Expected: Decodable {
        struct Delivery: Decodable {
            let step: Int, from: String, to: String, upper: Double, lower: Double
        }
        struct Response: Decodable { let step: Int, asker: String, replier: String, seconds: Double }
        struct Unread: Decodable {
            let step: Int, dev: Int, lead: Int
            let oldest: Double?
            enum CodingKeys: String, CodingKey { case step, dev, lead, oldest = "oldest_unread_age" }
        }
        struct Counts: Decodable { let step: Int, dev: Int, lead: Int }
        struct ReadError: Decodable { let step: Int, inbox: String, count: Int }
        let delivery: [Delivery], response: [Response], unread: [Unread]
        let seen: [Counts], inFile: [Counts], errors: [ReadError]
        let goneAt: Int
        enum CodingKeys: String, CodingKey {
            case delivery, response, unread, seen = "messages_seen_total", inFile = "messages_in_file"
            case errors = "read_errors", goneAt = "team_gone_at_step"
        }
    }

    /// What the exporter knows after one step.
    private struct Step {
        let news: MessageNews
        let report: MessageReport
        let errors: Int
    }

    private let expected: Expected
    private let steps: [Step]

    init() throws {
        let data = try Data(
            contentsOf: URL(fileURLWithPath: Fixtures.path("claude-edge/timeline/expected.json")))
        expected = try JSONDecoder().decode(Expected.self, from: data)
        steps = try Self.replay()
    }

    private static func replay() throws -> [Step] {
        let files = FileManager.default
        let root = files.temporaryDirectory.appendingPathComponent("timeline-\(UUID().uuidString)").path
        try files.createDirectory(atPath: root, withIntermediateDirectories: true)
        defer { try? files.removeItem(atPath: root) }
        let reader = TeamReader(roots: [root])
        var ledger = MessageLedger()
        return try (0..<10).map { number in
            let source = Fixtures.path("claude-edge/timeline/0\(number)")
            let text = try String(contentsOfFile: "\(source)/at_ms", encoding: .utf8)
            let nowMs = try #require(Int64(text.trimmingCharacters(in: .whitespacesAndNewlines)))
            if files.fileExists(atPath: "\(root)/teams") { try files.removeItem(atPath: "\(root)/teams") }
            try files.copyItem(atPath: "\(source)/teams", toPath: "\(root)/teams")
            let snapshot = reader.scan(nowMs: nowMs)
            let news = ledger.observe(snapshot, roots: [root], nowMs: nowMs)
            let errors = snapshot.readErrors.values.reduce(0, +)
            return Step(news: news, report: ledger.report(nowMs: nowMs), errors: errors)
        }
    }

    private func inbox(_ name: String, at step: Int) -> InboxSummary? {
        steps[step].report.teams.first?.inboxes.first { $0.recipient == name }?.summary
    }

    @Test("each delivery is observed at its step, between its bounds, and no other is")
    func deliveries() {
        let found = steps.enumerated().flatMap { step, state in
            state.news.deliveries.map { "\(step) \($0.sender) \($0.recipient) \($0.lowerMs) \($0.upperMs)" }
        }
        let wanted = expected.delivery.map { line in
            let (lower, upper) = (Int64((line.lower * 1000).rounded()), Int64((line.upper * 1000).rounded()))
            return "\(line.step) \(line.from) \(line.to) \(lower) \(upper)"
        }
        #expect(found.sorted() == wanted.sorted())
        let tally = steps.last?.report.totals.deliveries.values.first
        #expect(tally?.count == Int64(wanted.count) && tally?.sumMs == 65_600)
    }

    @Test("the one answer is observed, and what was never answered is not")
    func responses() {
        let found = steps.enumerated().flatMap { step, state in
            state.news.responses.map { "\(step) \($0.asker) \($0.replier) \($0.waitedMs)" }
        }
        #expect(
            found
                == expected.response.map {
                    "\($0.step) \($0.asker) \($0.replier) \(Int64(($0.seconds * 1000).rounded()))"
                })
    }

    @Test(
        "unread and the age of the oldest are those of each step, the last good ones where a file is broken")
    func unread() {
        for line in expected.unread {
            #expect((inbox("dev", at: line.step)?.unread ?? 0) == line.dev, "step \(line.step)")
            #expect((inbox("lead", at: line.step)?.unread ?? 0) == line.lead, "step \(line.step)")
            guard let age = line.oldest, let sent = inbox("dev", at: line.step)?.oldestUnreadMs else {
                continue
            }
            #expect(steps[line.step].report.nowMs - sent == Int64((age * 1000).rounded()))
        }
    }

    @Test("totals grow with each message and never fall, while the files do")
    func totals() throws {
        for line in expected.seen {
            let counts = steps[line.step].report.totals.messages.values.flatMap(\.self)
            #expect(counts.reduce(0, +) == Int64(line.dev + line.lead), "step \(line.step)")
        }
        for line in expected.inFile {
            #expect(inbox("dev", at: line.step)?.messages == line.dev)
            #expect(inbox("lead", at: line.step)?.messages == line.lead)
        }
        #expect(steps.last?.report.totals.messages.keys.map(\.from) == ["pair-team"])
    }

    @Test("the broken file is one error, at its step, and the team ends with its directory")
    func errorsAndEnd() {
        for line in expected.errors {
            #expect(steps[line.step - 1].errors == 0 && steps[line.step].errors == line.count)
        }
        #expect(steps.last?.errors == expected.errors.map(\.count).reduce(0, +))
        #expect(steps[expected.goneAt - 1].report.teams.map(\.team) == ["pair-team"])
        #expect(steps[expected.goneAt].report.teams.isEmpty)
        #expect(steps[8].report.teams.first?.rewrites == 2)
    }
}
