import Logging
import Testing

@testable import ExporterService
@testable import LogTailing

@Suite("log watch news")
struct LogWatchNewsTests {
    private func status(_ change: (inout LogStatus) -> Void = { _ in }) -> TailStatus {
        var log = LogStatus(name: "shop", watchMode: .inotify)
        change(&log)
        return TailStatus(logs: [log])
    }

    private func messages(_ status: TailStatus, since earlier: TailStatus?) -> [String] {
        LogWatchNews(status, since: earlier).items.map { "\($0.level) \($0.message)" }
    }

    @Test("at first each log is told of, a glob without files as a warning")
    func beginning() {
        #expect(LogWatchNews(status { $0.files = 2 }, since: nil).items.map(\.level) == [.info])
        #expect(LogWatchNews(status(), since: nil).items.map(\.level) == [.warning])
    }

    @Test("nothing new is no news")
    func silence() {
        let same = status { $0.errors = [.permission: 3] }
        #expect(messages(same, since: same).isEmpty)
    }

    @Test("a fault is told when it first happens, not at each retry")
    func faults() {
        let first = status { $0.errors = [.permission: 1] }
        #expect(messages(first, since: status()).count == 1)
        #expect(messages(status { $0.errors = [.permission: 9] }, since: first).isEmpty)
        #expect(messages(first, since: nil).count == 2)
    }

    @Test("after a reload logs are known by name, and new ones are told of")
    func reloaded() {
        let shop = LogStatus(name: "shop", watchMode: .inotify)
        var app = LogStatus(name: "app", watchMode: .poll)
        app.files = 1
        let before = TailStatus(logs: [shop])
        #expect(LogWatchNews(TailStatus(logs: [app, shop]), since: before).items.map(\.level) == [.info])
        #expect(LogWatchNews(TailStatus(logs: []), since: before).items.isEmpty)
    }

    @Test("the change to polling is told")
    func polling() {
        #expect(messages(status { $0.watchMode = .poll }, since: status()).count == 1)
    }

    @Test("each loss is told once, with its place, also when it equals an earlier one")
    func losses() throws {
        func loss(_ number: UInt64) -> LossEvent {
            LossEvent(
                number: number, atMilliseconds: 1_770_000_000_000, logName: "shop", fileID: 3,
                path: BytePath("/var/log/shop.log"),
                identity: FileIdentity(device: 1, inode: 2, birthNanoseconds: nil), reason: .truncated,
                range: 10..<30, isExtentKnown: true)
        }
        var first = status()
        first.losses = [loss(1)]
        var second = first
        second.losses = [loss(1), loss(2)]
        let news = LogWatchNews(second, since: first).items
        #expect(news.count == 1)
        #expect(news.first?.metadata["path"] == "/var/log/shop.log")
        #expect(news.first?.metadata["to"] == "30")
        #expect(LogWatchNews(second, since: second).items.isEmpty)
        // A tailer made by a reload may count from 1 again.
        #expect(LogWatchNews(first, since: second).items.count == 1)
    }
}
