import ProcessTable
import StateStore
import TeamTracking
import TestSupport
import Testing

@testable import TeamRecording

@Suite("UsageBook")
struct UsageBookTests {
    private static let key = AgentKey(team: "t", agent: "a")

    private func process(_ pid: Int32, ticks: UInt64, io: UInt64? = nil) -> OwnedProcess {
        let identity = ProcessIdentity(pid: pid, startTicks: 70)
        var usage = ProcessUsage(userTicks: ticks, systemTicks: 1)
        usage.inputOutput = io.map { .init(readBytes: $0, writtenBytes: 0) }
        usage.switches = .init(voluntary: 3, involuntary: 4)
        usage.runDelayNs = 5
        return OwnedProcess(
            identity: identity, root: ProcessIdentity(pid: 8, startTicks: 70), parentPID: 8, usage: usage)
    }

    private func look(_ processes: [OwnedProcess], boot: String = "one", _ book: inout UsageBook) {
        book.update { usage in
            usage.begin(bootID: boot)
            usage.update(
                processes, keys: [ProcessIdentity(pid: 8, startTicks: 70): Self.key], nowMs: 1_000_000)
        }
    }

    private func restored(_ book: inout UsageBook) -> UsageBook {
        UsageBook(restoring: book.take(everything: true).changes)
    }

    private func counters(_ book: inout UsageBook) -> AgentRecord? {
        book.take(everything: false).usage.agents[Self.key]
    }

    @Test("what was counted goes on after a restart, and a process that lives counts only what is new")
    func restart() {
        var book = UsageBook(restoring: [])
        look([process(8, ticks: 100, io: 10), process(9, ticks: 50)], &book)
        var again = restored(&book)
        look([process(8, ticks: 120, io: 14)], &again)
        let record = counters(&again)
        #expect(record?.userTicks == 170 && record?.inputOutput?.readBytes == 14)
        #expect(record?.systemTicks == 2 && record?.switches == .init(voluntary: 6, involuntary: 8))
        #expect(record?.runDelayNs == 10 && record?.lastSeenMs == 1_000_000)
    }

    @Test("after a start of the machine, processes are others though their numbers are the same")
    func otherBoot() {
        var book = UsageBook(restoring: [])
        look([process(8, ticks: 100)], &book)
        var again = restored(&book)
        look([process(8, ticks: 120)], boot: "two", &again)
        #expect(counters(&again)?.userTicks == 220)
    }

    @Test("after a restart what is used now is known before anything is committed")
    func presentBeforeCommit() {
        var book = UsageBook(restoring: [])
        look([process(8, ticks: 100)], &book)
        var again = restored(&book)
        look([process(8, ticks: 120)], &again)
        #expect(again.committed.agents[Self.key]?.userTicks == 100)
        #expect(again.committed.agents[Self.key]?.now.processes == 0, "nothing of now is stored")
        #expect(again.counted.agents[Self.key]?.now.processes == 1)
    }

    @Test("what is shown is what was taken for the last commit")
    func committed() {
        var book = UsageBook(restoring: [])
        look([process(8, ticks: 100)], &book)
        #expect(book.committed.agents.isEmpty)
        let (usage, changes) = book.take(everything: false)
        look([process(8, ticks: 120)], &book)
        book.show(usage)
        #expect(book.committed.agents[Self.key]?.userTicks == 100 && changes.count == 1)
        #expect(book.hasNews)
        #expect(book.take(everything: false).changes.count == 1)
        #expect(book.take(everything: false).changes.isEmpty)
    }

    @Test("damaged bytes never trap, and count as none", arguments: 0..<60)
    func damage(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var book = UsageBook(restoring: [])
        look([process(8, ticks: 100, io: 10), process(9, ticks: .max / 8)], &book)
        var bytes = book.take(everything: true).changes.first?.bytes ?? []
        bytes[Int.random(in: bytes.indices, using: &random)] ^= UInt8.random(in: 1...255, using: &random)
        let spoiled = StateChange(
            name: AgentUsage.documentName,
            bytes: Array(bytes.prefix(Int.random(in: 0...bytes.count, using: &random))))
        var again = UsageBook(restoring: [spoiled])
        look([process(8, ticks: 120, io: 12)], &again)
        #expect(counters(&again) != nil, "seed \(seed)")
    }
}
