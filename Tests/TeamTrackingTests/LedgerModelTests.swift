import Foundation
import TeamState
import TestSupport
import Testing

@testable import TeamTracking

/// Random histories of inboxes against a model that keeps every message by name and walks lists.
@Suite("MessageLedger against a model")
struct LedgerModelTests {
    /// A message of the history: its number is its identity, which the ledger does not see.
    private struct Element: Equatable {
        let number: Int
        let print: UInt64
        let sentMs: Int64?
        var isRead: Bool
    }

    /// What must hold of one inbox, told the slow way.
    private struct Model {
        var known: [Element] = []
        var open: Set<Int> = []
        var arrived = 0
        var removed = 0
        var delivered = 0
        var sumMs: Int64 = 0
        var notRunning = 0
        var late = 0
        var untimed = 0
        var lastMs: Int64 = 0

        mutating func look(_ elements: [Element], nowMs: Int64, isRestart: Bool) {
            for element in elements where !known.contains(where: { $0.number == element.number }) {
                arrived += 1
                if isRestart {
                    notRunning += 1
                } else if let sentMs = element.sentMs {
                    if sentMs < lastMs - 2000 {
                        late += 1
                    } else if element.isRead {
                        deliver(sentMs, nowMs)
                    } else {
                        open.insert(element.number)
                    }
                } else {
                    untimed += 1
                }
            }
            for element in elements where element.isRead && open.contains(element.number) {
                open.remove(element.number)
                if isRestart { notRunning += 1 } else { deliver(element.sentMs ?? 0, nowMs) }
            }
            for element in known where !elements.contains(where: { $0.number == element.number }) {
                if open.remove(element.number) != nil { removed += 1 }
            }
            (known, lastMs) = (elements, nowMs)
        }

        private mutating func deliver(_ sentMs: Int64, _ nowMs: Int64) {
            delivered += 1
            sumMs += max(0, nowMs - sentMs)
        }
    }

    private func snapshot(_ elements: [Element], _ revision: Int) -> TeamSnapshot {
        let messages = elements.map {
            InboxMessage(fingerprint: $0.print, sentMs: $0.sentMs, sender: 0, type: .prose, isRead: $0.isRead)
        }
        let inbox = Inbox(
            recipient: Array("b".utf8), senders: [.init(from: "a")], messages: messages, sizeBytes: 1)
        let config = TeamConfig(members: [Member(name: "a"), Member(name: "b")])
        return TeamSnapshot(
            teams: [Team(label: "t", config: config, inboxes: [inbox])], revisions: [revision],
            residualDirectories: 0, roots: [.readable], readErrors: [:], isComplete: true)
    }

    @Test(
        "counts, delays and reasons are the model's over rewrites, removals, restarts and kills",
        arguments: 0..<60)
    func history(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        var (ledger, model, elements): (MessageLedger, Model, [Element]) = (MessageLedger(), Model(), [])
        var stored: [[UInt8]: [UInt8]] = [:]
        var (nowMs, next): (Int64, Int) = (1_785_355_200_000, 0)
        func commit() {
            for change in ledger.takeChanges() { stored[change.name] = change.bytes }
        }
        ledger.observe(snapshot([], 0), roots: ["r"], nowMs: nowMs)
        model.lastMs = nowMs
        commit()
        for revision in 1...80 {
            nowMs += Int64.random(in: 1...1500, using: &random)
            var isRestart = false
            if Int.random(in: 0..<12, using: &random) == 0 {
                // Everything was committed together, so a kill costs nothing.
                ledger = MessageLedger(restoring: stored.map { StateChange(name: $0.key, bytes: $0.value) })
                isRestart = true
            }
            for _ in 0..<Int.random(in: 0...4, using: &random) {
                let age = Int64.random(in: -500...4000, using: &random)
                let isTimed = Int.random(in: 0..<10, using: &random) > 0
                elements.append(
                    Element(
                        number: next, print: UInt64(next) &* 0x9E37_79B9_7F4A_7C15,
                        sentMs: isTimed ? nowMs - age : nil, isRead: Bool.random(using: &random)))
                next += 1
            }
            for index in elements.indices where Int.random(in: 0..<3, using: &random) == 0 {
                elements[index].isRead = true
            }
            if Int.random(in: 0..<6, using: &random) == 0 {
                elements.removeAll { _ in Int.random(in: 0..<3, using: &random) == 0 }
            }
            if Int.random(in: 0..<8, using: &random) == 0 { elements.shuffle(using: &random) }
            ledger.observe(snapshot(elements, revision), roots: ["r"], nowMs: nowMs)
            model.look(elements, nowMs: nowMs, isRestart: isRestart)
            commit()
            check(ledger, model, "seed \(seed), look \(revision)")
        }
    }

    private func check(_ ledger: MessageLedger, _ model: Model, _ place: String) {
        let totals = ledger.totals
        let tally = totals.deliveries.values.first
        #expect(totals.messages.values.flatMap(\.self).reduce(0, +) == Int64(model.arrived), "\(place)")
        #expect(
            (tally?.count ?? 0) == Int64(model.delivered) && (tally?.sumMs ?? 0) == model.sumMs, "\(place)")
        #expect((totals.unobserved[.notRunning] ?? 0) == Int64(model.notRunning), "\(place)")
        #expect((totals.unobserved[.late] ?? 0) == Int64(model.late), "\(place)")
        #expect((totals.unobserved[.noTimestamp] ?? 0) == Int64(model.untimed), "\(place)")
        #expect((totals.unobserved[.removed] ?? 0) == Int64(model.removed), "\(place)")
        let open = ledger.books.values.flatMap { $0.inboxes.values.map(\.openCount) }.reduce(0, +)
        #expect(open == model.open.count, "\(place)")
    }

    @Test("stored pieces give the same ledger again, and damaged ones never trap", arguments: 0..<40)
    func damage(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        var ledger = MessageLedger()
        ledger.observe(snapshot([], 0), roots: ["r"], nowMs: 1_785_355_200_000)
        let elements = (0..<20).map {
            Element(number: $0, print: UInt64($0), sentMs: 1_785_355_200_500, isRead: $0 % 2 == 0)
        }
        ledger.observe(snapshot(elements, 1), roots: ["r"], nowMs: 1_785_355_201_000)
        let pieces = ledger.takeChanges(everything: true)
        var again = MessageLedger(restoring: pieces)
        #expect(again.totals == ledger.totals)
        #expect(again.books.values.first?.inboxes == ledger.books.values.first?.inboxes)
        let spoiled = pieces.map { piece in
            var bytes = piece.bytes ?? []
            if !bytes.isEmpty {
                bytes[Int.random(in: bytes.indices, using: &random)] ^= UInt8.random(
                    in: 1...255, using: &random)
            }
            return StateChange(
                name: piece.name, bytes: Array(bytes.prefix(Int.random(in: 0...bytes.count, using: &random))))
        }
        again = MessageLedger(restoring: spoiled)
        again.observe(snapshot(elements, 2), roots: ["r"], nowMs: 1_785_355_202_000)
        #expect(again.report(nowMs: 1_785_355_202_000).teams.first?.inboxes.first?.summary.messages == 20)
    }
}
