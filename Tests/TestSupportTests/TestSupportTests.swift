import Foundation
import TestSupport
import Testing

@Suite("TestSupport")
struct TestSupportTests {
    @Test("a temporary directory goes with all it holds, odd names and FIFOs included")
    func removesTemporaryDirectory() throws {
        var directory: TemporaryDirectory? = try TemporaryDirectory("own")
        let path = try #require(directory?.path)
        try directory?.write("a", to: "deep/er/file")
        let script =
            "cd '\(path)' && mkdir \"$(printf 'x\\377')\" && mkfifo pipe && ln -s . loop && ln -s gone dangling"
        #expect(try ChildProcess.run("/bin/sh", ["-c", script]).status == 0)
        #expect(FileManager.default.fileExists(atPath: path))
        directory = nil
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test("text is appended to a file, which is made when absent")
    func appends() throws {
        let directory = try TemporaryDirectory("own")
        try directory.append("one\n", to: "a/log")
        try directory.append("two\n", to: "a/log")
        #expect(try directory.read("a/log") == Array("one\ntwo\n".utf8))
    }

    @Test(
        "a golden file names the first line that differs",
        .enabled(if: !GoldenFile.isUpdating, "UPDATE_GOLDEN=1 rewrites instead of comparing"))
    func comparesGoldenFile() throws {
        let directory = try TemporaryDirectory("own")
        let golden = GoldenFile(path: try directory.write("a\nb\nc\n", to: "golden"))
        #expect(try golden.difference(from: "a\nb\nc\n") == nil)
        #expect(try golden.difference(from: "a\nx\nc\n") == "\(golden.path):2: expected 'b', got 'x'")
        #expect(try golden.difference(from: "a\nb\n")?.contains("expected 'c', got ''") == true)
        let absent = GoldenFile(path: directory.path("absent"))
        #expect(try absent.difference(from: "")?.contains("UPDATE_GOLDEN=1") == true)
    }

    @Test("the same seed gives the same numbers", arguments: [0, 1, UInt64.max])
    func repeatsSequence(seed: UInt64) {
        var first = SeededGenerator(seed: seed)
        var second = SeededGenerator(seed: seed)
        #expect((0..<100).allSatisfy { _ in first.next() == second.next() })
    }

    @Test("SplitMix64 gives the published first number for seed 0")
    func knowsReferenceValue() {
        var generator = SeededGenerator(seed: 0)
        #expect(generator.next() == 0xE220_A839_7B1D_CDAF)
    }

    @Test("chunks joined again are the bytes they were cut from", arguments: [1, 2, 3] as [UInt64])
    func cutsChunks(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let bytes = random.bytes(count: 500)
        let chunks = random.chunks(of: bytes, maxPiece: 17)
        #expect(Array(chunks.joined()) == bytes, "seed \(seed)")
        #expect(chunks.allSatisfy { (1...17).contains($0.count) })
    }

    @Test("a process tells its exit code, output and errors")
    func runsProcess() throws {
        let result = try ChildProcess.run("/bin/sh", ["-c", "echo out; echo err >&2; exit 7"])
        #expect(result.status == 7)
        #expect(result.output == "out\n")
        #expect(result.errorOutput == "err\n")
    }

    @Test("a process that prints much does not wait for its reader")
    func takesMuchOutput() throws {
        let result = try ChildProcess.run("/bin/sh", ["-c", "head -c 5000000 /dev/zero"])
        #expect(result.status == 0)
        #expect(result.output.utf8.count == 5_000_000)
    }

    @Test("a process gets the signals it is sent", arguments: [SIGTERM, SIGINT, SIGKILL])
    func sendsSignals(signal: Int32) throws {
        let child = try ChildProcess("/bin/sh", ["-c", "echo ready; exec tail -f /dev/null"])
        #expect(try eventually { try child.output == "ready\n" })
        child.send(signal: signal)
        #expect(child.exitStatus() == 128 + signal)
    }

    @Test("a process that does not end is an error with its command, and is gone afterwards")
    func givesUpOnProcess() {
        #expect(throws: ChildProcess.Failure.self) {
            try ChildProcess.run("/bin/sh", ["-c", "exec tail -f /dev/null"], within: .milliseconds(50))
        }
    }

    @Test("what never holds is reported at the deadline")
    func givesUpWaiting() {
        var asked = 0
        let holds = eventually(within: .milliseconds(30)) {
            asked += 1
            return false
        }
        #expect(!holds)
        #expect(asked >= 1)
    }

    @Test("a free port can be listened on")
    func findsFreePort() throws {
        let port = try FreePort.find()
        let listener = try LoopbackSocket(listeningOn: port)
        #expect(listener.port == port)
        #expect(throws: LoopbackSocket.Failure.self) { try LoopbackSocket(listeningOn: port) }
    }
}
