import TestSupport
import Testing

@testable import ProcessTable

@Suite("search by command line")
struct ProcessSearchTests {
    private let procfs: TemporaryDirectory

    init() throws { procfs = try TemporaryDirectory("procfs") }

    private func finds(_ word: String) -> Bool? {
        ProcessSearch(procfs: procfs.path).contains { bytes in
            String(decoding: bytes, as: UTF8.self).contains(word)
        }
    }

    @Test("arguments are joined with blanks, and what only names the program is left out")
    func search() throws {
        try procfs.write("python3\0-m\0web.dashboard\0", to: "20/cmdline")
        #expect(finds("-m web.dashboard") == true)
        #expect(finds("-m web.dashboard ") == false)
        try procfs.write("grep\0secret.dashboard\0", to: "21/cmdline")
        try procfs.write("/bin/sh\0-c\0secret.dashboard\0", to: "22/cmdline")
        try procfs.write("", to: "23/cmdline")
        #expect(finds("secret.dashboard") == false)
    }

    @Test("where no process can be seen nothing is known")
    func unreadable() {
        #expect(finds("x") == nil)
        #expect(ProcessSearch(procfs: "/nowhere").contains { _ in true } == nil)
    }

    @Test("where a process is hidden only what is found is known")
    func hidden() throws {
        try procfs.write("python3\0-m\0web.dashboard\0", to: "20/cmdline")
        // Reading a directory fails, as reading what is another user's does.
        try procfs.makeDirectory("21/cmdline")
        #expect(finds("web.dashboard") == true)
        #expect(finds("elsewhere") == nil)
    }

    @Test("the kernel's own table without its first process is not the whole one")
    func invisible() throws {
        try procfs.write("python3\0-m\0web.dashboard\0", to: "20/cmdline")
        try procfs.write("", to: "self")
        #expect(finds("web.dashboard") == true)
        #expect(finds("elsewhere") == nil)
        try procfs.write("init\0", to: "1/cmdline")
        #expect(finds("elsewhere") == false)
    }
}
