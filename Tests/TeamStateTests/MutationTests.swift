import Foundation
import TestSupport
import Testing

@testable import TeamState

@Suite("Damaged state files")
struct MutationTests {
    private static let files = [
        "claude/teams/session-1b296605/config.json", "claude/teams/session-1b296605/inboxes/team-lead.json",
        "claude-edge/teams/inboxes-zoo/inboxes/protocol-zoo.json", "claude/tasks/session-1b296605/1.json",
        "claude-edge/teams/members-mixed/config.json", "claude/sessions/41001.json",
    ]

    @Test("bytes changed, cut and doubled at random are read or refused, never worse", arguments: files)
    func mutated(file: String) throws {
        let original = Array(try Data(contentsOf: URL(fileURLWithPath: Fixtures.path(file))))
        let seed = UInt64.random(in: .min ... .max)
        var generator = SplitMix(state: seed)
        let decoder = StateDecoder()
        for round in 0..<120 {
            var bytes = original
            for _ in 0..<Int.random(in: 1...4, using: &generator) { damage(&bytes, using: &generator) }
            let outcomes = [
                describe(decoder.decode(ConfigDocument.self, from: bytes)) { $0.typeFaults },
                describe(decoder.decode(InboxDocument.self, from: bytes)) { $0.typeFaults },
                describe(decoder.decode(TaskDocument.self, from: bytes)) { $0.typeFaults },
                describe(decoder.decode(SessionDocument.self, from: bytes)) { $0.typeFaults },
            ]
            #expect(outcomes.allSatisfy { $0 >= -1 }, "seed \(seed), round \(round)")
        }
    }

    private func describe<Document>(_ outcome: StateDecoder.Outcome<Document>, _ faults: (Document) -> Int)
        -> Int
    {
        if case .document(let document) = outcome { return faults(document) }
        return -1
    }

    private func damage(_ bytes: inout [UInt8], using generator: inout SplitMix) {
        guard !bytes.isEmpty else { return }
        let place = Int.random(in: bytes.indices, using: &generator)
        switch Int.random(in: 0..<4, using: &generator) {
        case 0: bytes[place] = UInt8.random(in: .min ... .max, using: &generator)
        case 1: bytes.removeSubrange(place...)
        case 2: bytes.insert(contentsOf: bytes[place...].prefix(40), at: place)
        default: bytes[place] = [0x22, 0x7B, 0x5D, 0x2C, 0x5C, 0x30].randomElement(using: &generator) ?? 0
        }
    }
}
