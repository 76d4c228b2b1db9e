import Testing

@testable import ProcessTable

@Suite("CounterFiles")
struct CounterFilesTests {
    @Test("bytes from and to storage are told from those that the page cache answered")
    func inputOutput() {
        let text = Array(
            "rchar: 11\nwchar: 22\nsyscr: 3\nsyscw: 4\nread_bytes: 4096\nwrite_bytes: 8192\ncancelled_write_bytes: 5\n"
                .utf8)
        #expect(ProcessUsage.IO(ioFile: text.span) == .init(readBytes: 4096, writtenBytes: 8192))
    }

    @Test("switches are found behind a name that looks like a field")
    func switches() {
        let text = Array(
            "Name:\tvoluntary_ctxt_switches:\nState:\tS\nvoluntary_ctxt_switches:\t150\nnonvoluntary_ctxt_switches:\t545\n"
                .utf8)
        #expect(ProcessUsage.Switches(statusFile: text.span) == .init(voluntary: 150, involuntary: 545))
    }

    @Test("the three numbers of a thread's schedule are read in their order")
    func schedule() {
        let text = Array("1167354 110702 2\n".utf8)
        let counts = ScheduleCounts(schedstatFile: text.span)
        #expect(counts == ScheduleCounts(schedstatFile: Array("1167354 110702 2".utf8).span))
        #expect(counts?.runNs == 1_167_354)
        #expect(counts?.delayNs == 110_702)
        #expect(counts?.turns == 2)
    }

    @Test("proportional memory is the first Pss line, in bytes")
    func proportional() {
        let text = Array(
            "00400000-7ffc00 ---p 00000000 00:00 0 [rollup]\nRss:  900 kB\nPss:   123 kB\nPss_Dirty: 7 kB\n"
                .utf8)
        #expect(ProportionalMemory(smapsRollupFile: text.span)?.bytes == 123 * 1024)
    }

    @Test(
        "what is cut or foreign gives no number",
        arguments: ["", "read_bytes", "read_bytes:", "x: 1\n", "1 2", "a b c"])
    func broken(text: String) {
        let bytes = Array(text.utf8)
        #expect(ProcessUsage.IO(ioFile: bytes.span) == nil)
        #expect(ProcessUsage.Switches(statusFile: bytes.span) == nil)
        #expect(ScheduleCounts(schedstatFile: bytes.span) == nil)
        #expect(ProportionalMemory(smapsRollupFile: bytes.span) == nil)
    }
}
