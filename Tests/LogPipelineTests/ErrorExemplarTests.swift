import LogRules
import LogTailing
import MetricModel
import TestSupport
import Testing

@testable import LogPipeline

@Suite("exemplars of errors")
struct ErrorExemplarTests {
    private func origin(_ offset: UInt64, log: Int = 0, file: Int = 7) -> BlockOrigin {
        BlockOrigin(
            logIndex: log, fileID: file, offset: offset, isTruncatedLine: false, isNewGeneration: false)
    }

    private func labels(_ sighting: ErrorExemplars.Sighting) -> [String] {
        sighting.exemplar.labels.map { "\($0.name)=\($0.value)" }.sorted()
    }

    @Test("the last entry of each level counts, by its place in the file, and each is told once")
    func latest() {
        var exemplars = ErrorExemplars(logNames: ["app", "web"])
        let errors = [
            ErrorLine(range: 0..<10, level: .critical), ErrorLine(range: 20..<30, level: .error),
            ErrorLine(range: 40..<50, level: .error),
        ]
        exemplars.note(errors, from: origin(1000), nowMs: 1)
        exemplars.note([errors[1]], from: origin(5, log: 1, file: 8), nowMs: 2)
        let told = exemplars.take { $0 == 7 ? 70 : 80 }.sorted { ($0.log, $0.level) < ($1.log, $1.level) }
        #expect(told.map(\.log) == ["app", "app", "web"])
        #expect(told.map(\.level) == [.error, .critical, .error])
        #expect(labels(told[0]) == ["generation=7", "inode=70", "log=app", "offset=1040"])
        #expect(labels(told[1]) == ["generation=7", "inode=70", "log=app", "offset=1000"])
        #expect(labels(told[2]) == ["generation=8", "inode=80", "log=web", "offset=25"])
        #expect(told[2].exemplar.milliseconds == 2)
        #expect(exemplars.take { _ in 1 }.isEmpty)
    }

    @Test("a file that is forgotten is not pointed to")
    func forgotten() {
        var exemplars = ErrorExemplars(logNames: ["app"])
        exemplars.note([ErrorLine(range: 0..<1, level: .error)], from: origin(0), nowMs: 1)
        #expect(exemplars.take { _ in nil }.isEmpty)
    }
}
