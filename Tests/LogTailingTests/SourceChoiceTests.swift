import Foundation
import TestSupport
import Testing

@testable import LogTailing

@Suite("what a source leaves alone")
struct SourceChoiceTests {
    private func read(_ source: LogSource, _ options: TailOptions = TailOptions()) -> Set<String> {
        let driver = TailDriver(sources: [source], options: options)
        var consumer = RecordingConsumer()
        var now = ContinuousClock.now
        for _ in 0..<5 {
            _ = driver.turn(&consumer, now: now)
            now += .seconds(3)
        }
        return Set(consumer.lines.map(\.text))
    }

    @Test("without followed links, those behind the first wildcard are left alone", arguments: watchModes)
    func links(_ watch: LogSource.WatchPreference) throws {
        let (inside, outside) = (try TemporaryDirectory("tail"), try TemporaryDirectory("tail"))
        try outside.write("file outside\n", to: "secret.log")
        try outside.write("directory outside\n", to: "sub/deep.log")
        try inside.write("inside\n", to: "real/a/plain.log")
        try inside.write("deep inside\n", to: "real/a/sub/deep.log")
        func link(_ name: String, _ target: String) throws {
            try FileManager.default.createSymbolicLink(
                atPath: inside.path(name), withDestinationPath: target)
        }
        try link("logs", "real")
        try link("real/a/link.log", outside.path("secret.log"))
        try link("real/b", outside.path)
        try inside.makeDirectory("real/c")
        try link("real/c/sub", outside.path("sub"))
        let globs = ["logs/*/*.log", "logs/*/sub/*.log"].map(inside.path)
        var source = LogSource(name: "log", paths: globs, watch: watch, followsLinks: false)
        #expect(read(source) == ["inside", "deep inside"])
        source.followsLinks = true
        #expect(read(source) == ["inside", "deep inside", "file outside", "directory outside"])
    }

    @Test("a file on the list is read whole though its log begins at the end", arguments: watchModes)
    func wholeFiles(_ watch: LogSource.WatchPreference) throws {
        let directory = try TemporaryDirectory("tail")
        for name in ["a.log", "b.log"] { try directory.write("\(name)\n", to: name) }
        let source = LogSource(name: "log", paths: [directory.path("*.log")], startAt: .end, watch: watch)
        var options = TailOptions()
        options.wholeFiles = [BytePath(directory.path("b.log"))]
        #expect(read(source, options) == ["b.log"])
        options.knownLogs = ["log"]
        #expect(read(source, options) == ["a.log", "b.log"], "a known log has begun before")
    }
}
