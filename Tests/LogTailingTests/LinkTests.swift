import Glibc
import Testing

@testable import LogTailing

@Suite("links")
struct LinkTests {
    @Test("S1 a swapped link drains the old target and reads the new one whole", arguments: watchModes)
    func swap(_ watch: LogSource.WatchPreference) throws {
        let harness = try TailHarness(watch)
        try harness.makeDirectory("store")
        try harness.append("a 0\n", to: "store/a")
        try harness.append("b 0\n", to: "store/b")
        try harness.link("app.log", to: "store/a")
        harness.settle()
        try harness.append("a 1\n", to: "store/a")
        harness.settle()
        #expect(harness.texts == ["a 0", "a 1"])
        try harness.append("a 2\n", to: "store/a")
        try harness.swapLink("app.log", to: "store/b")
        harness.settle()
        try harness.append("a 3\n", to: "store/a")
        try harness.append("b 1\n", to: "store/b")
        harness.settle()
        #expect(harness.texts.filter { $0.hasPrefix("a") } == numbered("a", 0..<4))
        #expect(harness.texts.filter { $0.hasPrefix("b") } == numbered("b", 0..<2))
        #expect(harness.texts.firstIndex(of: "a 2") ?? 0 < harness.texts.firstIndex(of: "b 0") ?? 0)
    }

    @Test("S1 a swap of a directory link on the way is noticed at once under inotify", arguments: watchModes)
    func swapOfDirectory(_ watch: LogSource.WatchPreference) throws {
        let harness = try TailHarness(watch, globs: ["logs/*.log"])
        for version in ["v1", "v2"] {
            try harness.makeDirectory("logs/\(version)")
            try harness.append("\(version) 0\n", to: "logs/\(version)/app.log")
        }
        try harness.link("logs/data", to: "v1")
        try harness.link("logs/app.log", to: "data/app.log")
        harness.turn()
        #expect(harness.texts == ["v1 0"])
        try harness.append("v1 1\n", to: "logs/v1/app.log")
        try harness.swapLink("logs/data", to: "v2")
        harness.turn(after: .seconds(3))
        harness.turn()
        #expect(harness.texts == ["v1 0", "v1 1", "v2 0"])
    }

    @Test(
        "S2 dangling and looping links are counted, not spun on, and taken up when they lead to a file",
        arguments: watchModes)
    func dangling(_ watch: LogSource.WatchPreference) throws {
        let harness = try TailHarness(watch, globs: ["*.log"])
        try harness.link("dangling.log", to: "missing")
        try harness.link("loop.log", to: "loop.log")
        for _ in 0..<100 { harness.turn(after: .milliseconds(100)) }
        let errors = harness.status.errors[.open] ?? 0
        #expect(errors >= 2 && errors <= 20, "10 s with doubling waits: \(errors)")
        try harness.append("line\n", to: "missing")
        for _ in 0..<12 { harness.turn(after: .seconds(1)) }
        #expect(harness.texts == ["line"])
    }

    @Test("S2 links in a circle are counted, however they are touched", arguments: watchModes, [2, 3])
    func circle(_ watch: LogSource.WatchPreference, _ length: Int) throws {
        let names = (0..<length).map { "link\($0).log" }
        let harness = try TailHarness(watch, globs: ["*.log"]) { directory in
            for index in names.indices {
                let target = names[(index + 1) % length]
                try check(unsafe symlink(target, "\(directory)/\(names[index])"), "symlink")
            }
        }
        harness.settle()
        for index in names.indices {
            try harness.swapLink(names[index], to: names[(index + 1) % length])
            harness.turn()
            try harness.remove(names[index])
            harness.turn()
            try harness.link(names[index], to: names[(index + 1) % length])
            harness.settle()
        }
        #expect(harness.status.errors[.open] ?? 0 >= UInt64(length))
        try harness.remove(names[0])
        try harness.append("line\n", to: names[0])
        for _ in 0..<12 { harness.turn(after: .seconds(1)) }
        #expect(harness.texts == ["line"])
    }

    @Test("S3 two paths to one file are counted once", arguments: watchModes)
    func hardLink(_ watch: LogSource.WatchPreference) throws {
        let harness = try TailHarness(watch, globs: ["*.log"])
        try harness.append("a 0\n", to: "a.log")
        try check(unsafe link(harness.path("a.log"), harness.path("b.log")), "link")
        try harness.link("c.log", to: "a.log")
        harness.settle()
        try harness.append("a 1\n", to: "b.log")
        harness.settle()
        try harness.remove("a.log")
        harness.settle()
        try harness.append("a 2\n", to: "b.log")
        harness.finishRotations()
        #expect(harness.texts == numbered("a", 0..<3))
        #expect(harness.status.files == 1)
    }
}
