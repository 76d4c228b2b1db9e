import Testing

@testable import LogTailing

@Suite("reload")
struct HandoverTests {
    @Test("a reload goes on in files with a name, and counts nothing twice", arguments: watchModes)
    func named(_ watch: LogSource.WatchPreference) throws {
        let harness = try TailHarness(watch)
        try harness.append("a 0\na 1\nhal")
        harness.settle()
        harness.reload()
        try harness.append("f\n")
        harness.settle()
        #expect(harness.texts == ["a 0", "a 1", "half"])
        #expect(Set(harness.consumer.lines.map(\.origin.fileID)).count == 1)
        #expect(harness.status.files == 1)
        #expect(harness.driver.status().openFiles == 1)
    }

    @Test("a reload loses nothing of a deleted file that is still written", arguments: watchModes)
    func deleted(_ watch: LogSource.WatchPreference) throws {
        let harness = try TailHarness(watch)
        let writer = try Writer(harness.path("app.log"))
        try writer.write("a 0\n")
        harness.settle()
        try harness.remove("app.log")
        try harness.append("b 0\n")
        harness.settle()
        for round in 1...3 {
            harness.reload()
            try writer.write("a \(round)\n")
            harness.settle()
        }
        #expect(harness.texts.filter { $0.hasPrefix("a") } == numbered("a", 0..<4))
        #expect(harness.status.drainingFiles == 1)
        harness.finishRotations()
        #expect(harness.status.drainingFiles == 0)
        #expect(harness.driver.status().openFiles == 1)
        #expect(harness.losses.isEmpty)
    }

    @Test("what was renamed or deleted between the two tailers is read to its end", arguments: watchModes)
    func renamedBetween(_ watch: LogSource.WatchPreference) throws {
        let harness = try TailHarness(watch)
        try harness.append("a 0\n")
        harness.settle()
        let handed = harness.driver.handover()
        #expect(handed.files.count == 1)
        try harness.append("a 1\n")
        try harness.rename("app.log", "app.log.1")
        try harness.append("b 0\n")
        harness.reload()
        harness.settle()
        #expect(harness.texts == ["a 0", "a 1", "b 0"])
        #expect(harness.status.rotations == 1)
        harness.finishRotations()
        harness.reload()
        harness.settle()
        #expect(harness.texts.count == 3)
    }

    @Test("a file that the new globs do not ask for is let go, one without a name is read to its end")
    func changedGlobs() throws {
        let harness = try TailHarness(.poll, globs: ["*.log"])
        let renamed = try Writer(harness.path("renamed.log"))
        try harness.append("a 0\n", to: "a.log")
        try harness.append("b 0\n", to: "b.log")
        try renamed.write("r 0\n")
        harness.settle()
        try harness.rename("renamed.log", "elsewhere")
        harness.settle()
        harness.reload(globs: ["a.log"])
        try harness.append("a 1\n", to: "a.log")
        try harness.append("b 1\n", to: "b.log")
        try renamed.write("r 1\n")
        harness.settle()
        #expect(Set(harness.texts) == ["a 0", "b 0", "r 0", "a 1", "r 1"])
        #expect(harness.driver.status().openFiles == 2)
    }

    @Test("a log that a reload adds starts at its end if so configured, the others go on")
    func addedLog() throws {
        let harness = try TailHarness(.poll, globs: ["a.log"])
        try harness.append("a 0\n", to: "a.log")
        harness.settle()
        try harness.append("a 1\n", to: "a.log")
        try harness.append("b 0\n", to: "b.log")
        let added = LogSource(name: "added", paths: [harness.path("b.log")], startAt: .end, watch: .poll)
        var old = harness.sources[0]
        old.startAt = .end
        var options = TailOptions()
        options.isFirstStart = false
        let driver = TailDriver(
            sources: [old, added], options: options, handover: harness.driver.handover())
        var consumer = RecordingConsumer()
        _ = driver.turn(&consumer, now: .now)
        try harness.append("b 1\n", to: "b.log")
        _ = driver.turn(&consumer, now: .now + .seconds(3))
        #expect(consumer.lines.map(\.text) == ["a 1", "b 1"])
    }
}

/// Two logs whose globs meet: `live` asks for one name, `rest` for all others.
@Suite("names that a rotation moves from one log's globs to another's")
struct SharedGlobTests {
    enum Change: CaseIterable { case reload, restart }

    struct Pair {
        let harness: TailHarness
        var driver: TailDriver
        var consumer = RecordingConsumer()

        init(_ watch: LogSource.WatchPreference) throws {
            harness = try TailHarness(watch)
            driver = TailDriver(sources: Self.sources(harness))
        }

        private static func sources(_ harness: TailHarness) -> [LogSource] {
            let watch = harness.sources[0].watch
            return [
                LogSource(name: "live", paths: [harness.path("app.log")], watch: watch),
                LogSource(name: "rest", paths: [harness.path("*")], watch: watch),
            ]
        }

        mutating func settle() {
            for _ in 0..<10 {
                harness.turn(after: .milliseconds(260))
                _ = driver.turn(&consumer, now: harness.now)
            }
        }

        mutating func make(_ change: Change) {
            var options = TailOptions()
            options.isFirstStart = false
            let sources = Self.sources(harness)
            driver =
                switch change {
                case .reload: TailDriver(sources: sources, options: options, handover: driver.handover())
                case .restart:
                    TailDriver(
                        sources: sources, options: options, checkpoints: Array(consumer.checkpoints.values))
                }
        }

        func texts(of log: Int) -> [String] {
            consumer.lines.filter { $0.origin.logIndex == log }.map(\.text)
        }
    }

    @Test(
        "a rotated file stays with the log that read it, also when another asks for its new name",
        arguments: Change.allCases, watchModes)
    func keepsItsLog(_ change: Change, _ watch: LogSource.WatchPreference) throws {
        var pair = try Pair(watch)
        let harness = pair.harness
        let writer = try Writer(harness.path("app.log"))
        try writer.write("a 0\n")
        pair.settle()
        try harness.rename("app.log", "app.log.1")
        try harness.append("b 0\n")
        try writer.write("a 1\n")
        pair.settle()
        for round in 2...3 {
            pair.make(change)
            try writer.write("a \(round)\n")
            try harness.append("b \(round - 1)\n")
            pair.settle()
        }
        #expect(pair.texts(of: 0).filter { $0.hasPrefix("a") } == numbered("a", 0..<4))
        #expect(pair.texts(of: 0).filter { $0.hasPrefix("b") } == numbered("b", 0..<3))
        #expect(pair.texts(of: 1) == [])
    }

    @Test(
        "a file that was rotated while nobody looked is read on by its log", arguments: Change.allCases,
        watchModes)
    func rotatedBetween(_ change: Change, _ watch: LogSource.WatchPreference) throws {
        var pair = try Pair(watch)
        let harness = pair.harness
        try harness.append("a 0\n")
        pair.settle()
        pair.make(change)
        try harness.append("a 1\n")
        try harness.rename("app.log", "app.log.1")
        try harness.append("b 0\n")
        pair.settle()
        #expect(Set(pair.texts(of: 0)) == ["a 0", "a 1", "b 0"])
        #expect(pair.consumer.lines.count == 3)
    }
}
