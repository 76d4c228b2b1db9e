import LogTailing
import Logging
import Testing

@testable import ExporterService

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

    @Test("the change to polling is told")
    func polling() {
        #expect(messages(status { $0.watchMode = .poll }, since: status()).count == 1)
    }
}
