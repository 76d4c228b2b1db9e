import StateStore
import TestSupport
import Testing

/// What a store must hold, as plain dictionaries.
private struct Model {
    var series: [StoredSeriesKey: StoredSeries] = [:]
    var files: [Int64: StoredFile] = [:]
    var segments: [Int64: [UInt64: StoredSegment]] = [:]
    var documents: [[UInt8]: StoredDocument] = [:]

    mutating func apply(_ changes: StateChanges) {
        for one in changes.series { series[one.key] = one }
        for one in changes.files { files[one.fileID] = one }
        for one in changes.segments { segments[one.fileID, default: [:]][one.start] = one }
        for fileID in changes.forgottenFileIDs {
            files[fileID] = nil
            segments[fileID] = nil
        }
        for name in changes.forgottenDocuments { documents[name] = nil }
        for document in changes.documents { documents[document.name] = document }
    }

    /// All of it, as a store asks for when it has lost its database.
    var everything: StateChanges {
        var changes = StateChanges()
        changes.series = Array(series.values)
        changes.files = Array(files.values)
        changes.segments = segments.values.flatMap { $0.values }
        changes.documents = Array(documents.values)
        return changes
    }

    func randomChanges(_ generator: inout SeededGenerator) -> StateChanges {
        var changes = StateChanges()
        for _ in 0..<Int.random(in: 0...20, using: &generator) {
            let count = Int.random(in: 0...4, using: &generator)
            let key = StoredSeriesKey(
                family: "family \(Int.random(in: 0..<4, using: &generator))",
                schema: "\(Bool.random(using: &generator))",
                labels: generator.bytes(count: Int.random(in: 0...2, using: &generator)))
            changes.series.append(
                StoredSeries(
                    key: key,
                    values: (0..<count).map { _ in Double.random(in: -1e9...1e9, using: &generator) },
                    startedMilliseconds: .random(in: .min ... .max, using: &generator),
                    isHeldAtZero: Bool.random(using: &generator)))
        }
        for fileID in Int64(1)...8 where Bool.random(using: &generator) {
            let start = UInt64.random(in: 0..<5, using: &generator)
            changes.files.append(file(fileID, offset: generator.next()))
            changes.segments.append(segment(fileID, start, generator.next(), lines: Int64(start) + 1))
            if Int.random(in: 0..<5, using: &generator) == 0 { changes.forgottenFileIDs.append(fileID) }
        }
        for name in [UInt8](0..<6) where Bool.random(using: &generator) {
            let content = generator.bytes(count: Int.random(in: 0...40, using: &generator))
            changes.documents.append(StoredDocument(name: [name], content: content))
            if Int.random(in: 0..<3, using: &generator) == 0 { changes.forgottenDocuments.append([name + 1]) }
        }
        return changes
    }
}

@Suite("state store: random commits")
struct PropertyTests {
    @Test(
        "random commits, restarts, kills, copies and removals leave what a dictionary holds",
        arguments: 0..<12)
    func equalsModel(seed: Int) throws {
        let harness = try StoreHarness()
        var generator = SeededGenerator(seed: UInt64(seed))
        var model = Model()
        var directory = "state"
        var (store, _) = try harness.open(directory)
        for round in 0..<60 {
            let changes = model.randomChanges(&generator)
            model.apply(changes)
            do {
                try store.commit(store.needsEverything ? model.everything : changes)
            } catch {
                // The caller's part after a loss: everything it holds.
                #expect(store.needsEverything, "seed \(seed), round \(round): \(error.message)")
                try store.commit(model.everything)
            }
            store.maintain(now: harness.clock.now)
            harness.clock.advance(.seconds(100))
            switch Int.random(in: 0..<12, using: &generator) {
            case 0:
                store.close()
                store = try reopen(harness, directory, model, "seed \(seed), round \(round): restart")
            case 1:
                try harness.snapshot(directory, to: "killed \(round)")
                directory = "killed \(round)"
                store = try reopen(harness, directory, model, "seed \(seed), round \(round): kill")
            case 2: try harness.remove("\(directory)/state.db")
            case 3: try harness.remove(directory)
            default: break
            }
        }
    }

    private func reopen(
        _ harness: StoreHarness, _ directory: String, _ model: Model, _ comment: Comment
    ) throws -> StateStore {
        let (store, state) = try harness.open(directory)
        #expect(state.series.count == model.series.count, comment)
        #expect(state.series.allSatisfy { model.series[$0.key] == $0 }, comment)
        #expect(state.files == model.files.values.sorted { $0.fileID < $1.fileID }, comment)
        #expect(state.documents.count == model.documents.count, comment)
        #expect(state.documents.allSatisfy { model.documents[$0.name] == $0 }, comment)
        let reader = try StateReader(directory: harness.home.path(directory))
        for (fileID, segments) in model.segments {
            let expected = segments.values.sorted { $0.start < $1.start }
            #expect(try reader.segments(of: fileID) == expected, comment)
        }
        #expect(store.resets.isEmpty, comment)
        return store
    }
}
