import ErrorShapes
import Foundation
import LogRules
import LogTailing
import StateStore
import TestSupport
import Testing

@testable import LogPipeline

/// New kinds of errors: counted once in the life of the store.
@Suite struct ErrorShapeTests {
    private static let family = "orchestrator_log_new_error_shapes_total"

    private func error(_ text: String) -> String { "2026-02-07 12:00:00,123 - app - ERROR - \(text)\n" }

    @Test("a kind of error is new once, what was there at the first start is not, and a known log shows 0")
    func once() throws {
        let rig = try PipelineRig()
        try rig.directory.append(error("old trouble 1") + error("other trouble"), to: "app.log")
        try rig.start()
        #expect(rig.scrape("orchestrator_log_lines_total", ["app"], until: 2) == 2)
        #expect(rig.registry.value(Self.family, ["app"]) == 0)
        try rig.directory.append(
            error("old trouble 2") + error("new trouble 1") + error("new trouble 2"), to: "app.log")
        #expect(rig.scrape("orchestrator_log_lines_total", ["app"], until: 5) == 5)
        #expect(rig.registry.value(Self.family, ["app"]) == 1)
        rig.kill()
        try rig.directory.append(error("new trouble 3") + error("written while down"), to: "app.log")
        try rig.start()
        #expect(rig.scrape("orchestrator_log_lines_total", ["app"], until: 7) == 7)
        #expect(rig.registry.value(Self.family, ["app"]) == 2)
        let shapes = try #require(rig.pipeline?.errorShapes())
        #expect(
            shapes.map(\.shape) == [
                "app - ERROR - new trouble #", "app - ERROR - old trouble #", "app - ERROR - other trouble",
                "app - ERROR - written while down",
            ])
        #expect(shapes.map(\.count) == [3, 2, 1, 1])
        #expect(
            shapes.allSatisfy { $0.log == "app" && $0.level == .error && $0.firstSeenMs == $0.lastSeenMs })
    }

    @Test("a log that a reload adds is learned first, one that is put back is known")
    func reload() throws {
        let rig = try PipelineRig()
        try rig.directory.append(error("one"), to: "app.log")
        try rig.directory.append(error("two"), to: "web.log")
        try rig.start()
        #expect(rig.scrape("orchestrator_log_lines_total", ["app"], until: 1) == 1)
        rig.logNames = ["app", "web"]
        try rig.reload()
        #expect(rig.scrape("orchestrator_log_lines_total", ["web"], until: 1) == 1)
        #expect(rig.registry.value(Self.family, ["web"]) == 0)
        rig.logNames = ["app"]
        try rig.reload()
        rig.logNames = ["app", "web"]
        try rig.reload()
        try rig.directory.append(error("two") + error("three"), to: "web.log")
        #expect(rig.scrape("orchestrator_log_lines_total", ["web"], until: 3) == 3)
        #expect(rig.registry.value(Self.family, ["web"]) == 1)
    }

    @Test(
        "over random kills, stops, reloads and rotations each kind is counted once",
        arguments: 0..<6 as Range<UInt64>)
    func life(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let model = try ModelPipeline(.poll)
        try model.directory.append("", to: "logs/app.log")
        try model.start()
        model.scrape()
        let words = (0..<40).map { number in
            String(UnicodeScalar(UInt8(97 + number % 26))) + (number > 25 ? "b" : "a")
        }
        var written: Set<String> = []
        for _ in 0..<40 {
            switch Int.random(in: 0..<10, using: &random) {
            case 0: model.scrape()
            case 1: model.turn()
            case 2:
                model.kill()
                try model.start()
            case 3:
                model.stop()
                try model.start()
            case 4: try model.reload()
            default:
                let word = words.randomElement(using: &random) ?? ""
                try model.directory.append(
                    error("trouble \(word) \(Int.random(in: 0...99, using: &random))"), to: "logs/app.log")
                written.insert(word)
            }
        }
        for _ in 0..<3 { model.scrape() }
        #expect(model.registry.value(Self.family, ["app"]) == Double(written.count), "seed \(seed)")
        model.kill()
    }

    @Test("a record comes back as it was stored, and another's is left alone")
    func records() {
        let seed = UInt64.random(in: 0 ... .max)
        var random = SeededGenerator(seed: seed)
        for _ in 0..<100 {
            let key = ErrorShapeKey(
                log: "l\(UInt8.random(in: 0 ... .max, using: &random))",
                shape: Shape(bytes: random.bytes(count: 20)))
            #expect(ErrorShapeKey(document: key.document) == key, "seed \(seed)")
            let record = ShapeRecord(
                count: random.next(), firstMs: Int64(bitPattern: random.next()),
                lastMs: Int64(bitPattern: random.next()), level: 4)
            #expect(ShapeRecord(stored: record.stored) == record, "seed \(seed)")
            #expect(ShapeRecord(stored: record.stored + [0]) == nil)
        }
        #expect(ErrorShapeKey(document: Array("other".utf8)) == nil)
        #expect(ErrorShapeKey(document: ErrorShapeKey(log: "a", shape: nil).document)?.log == "a")
    }
}
