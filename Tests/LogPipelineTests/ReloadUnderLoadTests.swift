import Foundation
import MetricModel
import TestSupport
import Testing

@testable import LogPipeline

/// Reloads while another thread writes: files that only an open descriptor leads to go over from reader to reader.
@Suite("reload under load")
struct ReloadUnderLoadTests {
    private static let rules = """
        rules:
          - name: failures
            pattern: 'payment (?<provider>\\w+) failed'
            counter: shop_failures_total
            labels: {provider: $provider}
        """

    /// Sound: the test does not use the file any more once the thread has it.
    private struct HandedFile: @unchecked Sendable {
        let file: AppendingFile
    }

    /// Writes lines to a file that stays open, on a thread of its own.
    private func write(_ count: Int, to file: AppendingFile) -> DispatchSemaphore {
        let ended = DispatchSemaphore(value: 0)
        let handed = HandedFile(file: file)
        Thread.detachNewThread {
            defer { ended.signal() }
            for number in 0..<count {
                do {
                    try handed.file.write("payment visa failed \(number)\n")
                } catch {
                    Issue.record("a line could not be written: \(error)")
                }
            }
        }
        return ended
    }

    @Test("K3: lines that arrive in a deleted file while reloads hand it over are counted once")
    func deletedFile() throws {
        let rig = try PipelineRig(rules: Self.rules)
        try rig.start()
        var written = 0
        for round in 0..<5 {
            let file = try AppendingFile(rig.directory.path("app.log"))
            try file.write("payment visa failed\n")
            written += 1
            // Once its first line is counted it is open; from then on no name leads to it.
            #expect(rig.scrape("shop_failures_total", ["visa"], until: Double(written)) == Double(written))
            try FileManager.default.removeItem(atPath: rig.directory.path("app.log"))
            let ended = write(400, to: file)
            written += 400
            for _ in 0..<4 { try rig.reload() }
            #expect(ended.wait(timeout: .now() + 30) == .success, "round \(round)")
        }
        #expect(rig.scrape("shop_failures_total", ["visa"], until: Double(written)) == Double(written))
        #expect(rig.scrape("orchestrator_log_lines_total", ["app"]) == Double(written))
        for reason in ["deleted", "replaced", "truncated"] {
            #expect((rig.scrape("orchestrator_log_lost_bytes_total", ["app", reason]) ?? 0) == 0)
        }
    }

    @Test("K3: a rotation beside reloads, with a writer that goes on in the old file, loses nothing")
    func renamedFile() throws {
        let rig = try PipelineRig(rules: Self.rules)
        try rig.start()
        var written = 0
        for round in 0..<5 {
            let file = try AppendingFile(rig.directory.path("app.log"))
            try file.write("payment visa failed\n")
            written += 1
            #expect(rig.scrape("shop_failures_total", ["visa"], until: Double(written)) == Double(written))
            let ended = write(400, to: file)
            written += 400
            try rig.reload()
            try rig.directory.rename("app.log", "rotated.\(round)")
            for _ in 0..<3 { try rig.reload() }
            #expect(ended.wait(timeout: .now() + 30) == .success, "round \(round)")
        }
        #expect(rig.scrape("shop_failures_total", ["visa"], until: Double(written)) == Double(written))
        #expect(rig.scrape("orchestrator_log_lines_total", ["app"]) == Double(written))
    }
}
