import Testing

@testable import HostState

@Suite("host files")
struct HostFilesTests {
    @Test("processor time is read by mode, the guests' left out")
    func processorTimes() {
        let text = Array("cpu  1 2 3 4 5 6 7 8 9 10\ncpu0 1 1 1 1 1 1 1 1\n".utf8)
        #expect(ProcessorTimes(statFile: text)?.ticks == [1, 2, 3, 4, 5, 6, 7, 8])
        #expect(ProcessorTimes(statFile: Array("cpu 1 2 3 4\n".utf8))?.ticks == [1, 2, 3, 4])
    }

    @Test(
        "a foreign first line is no processor time",
        arguments: ["", "cpu", "cpu 1 2 3", "cpu a b c d", "intr 1 2 3 4"])
    func noTimes(text: String) { #expect(ProcessorTimes(statFile: Array(text.utf8)) == nil) }

    @Test("time that steps back in the kernel stands still here")
    func stepBack() throws {
        let first = try #require(ProcessorTimes(statFile: Array("cpu 1 2 3 40 50\n".utf8)))
        let second = try #require(ProcessorTimes(statFile: Array("cpu 2 2 4 39 60\n".utf8)))
        #expect(second.advanced(from: first).ticks == [2, 2, 4, 40, 60])
        #expect(second.advanced(from: nil) == second)
    }

    @Test("memory is told in bytes, and what is not in the file is not made up")
    func memory() {
        let text = Array("MemTotal:  1000 kB\nMemFree: 5 kB\nMemAvailable:  400 kB\n".utf8)
        #expect(MemoryFigures(meminfoFile: text)?.totalBytes == 1_024_000)
        #expect(MemoryFigures(meminfoFile: text)?.availableBytes == 409_600)
        #expect(MemoryFigures(meminfoFile: Array("MemTotal: 1 kB\n".utf8))?.availableBytes == nil)
        #expect(MemoryFigures(meminfoFile: Array("MemFree: 1 kB\n".utf8)) == nil)
    }

    @Test("pressure is told by its totals")
    func pressure() {
        let some = "some avg10=0.00 avg60=0.00 avg300=0.00 total=123\n"
        let full = "full avg10=0.00 avg60=0.00 avg300=0.00 total=45\n"
        let both = PressureTotals(pressureFile: Array((some + full).utf8))
        #expect(both?.waitingUs == 123)
        #expect(both?.stalledUs == 45)
        #expect(PressureTotals(pressureFile: Array(some.utf8))?.stalledUs == nil)
        #expect(PressureTotals(pressureFile: Array(full.utf8)) == nil)
    }

    @Test("one role on one file system is told once, on several it is numbered")
    func distinct() {
        func usage(_ device: UInt64) -> FileSystemUsage {
            FileSystemUsage(device: device, sizeBytes: device, availableBytes: 1)
        }
        let found = [("teams", usage(1)), ("teams", usage(1)), ("teams", usage(2)), ("logs", usage(1))]
        #expect(
            NamedFileSystem.distinct(found.map { (role: $0.0, usage: $0.1) }).map(\.role) == [
                "teams", "teams (2)", "logs",
            ])
    }
}
