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
