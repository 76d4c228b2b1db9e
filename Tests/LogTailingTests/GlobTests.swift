import Glibc
import Testing

@testable import LogTailing

@Suite("globs")
struct GlobTests {
    @Test(
        "a component matches as in a shell",
        arguments: [
            ("*.log", "a.log", true), ("*.log", ".log", false), ("*.log", ".a.log", false),
            (".*", ".a", true),
            ("?.log", "a.log", true), ("?.log", "ab.log", false), ("?", ".", false),
            ("a[0-9]", "a7", true), ("a[0-9]", "ab", false), ("a[!0-9]", "ab", true),
            ("a[^0-9]", "a1", false),
            ("a[]x]", "a]", true), ("a[", "a[", true), ("a[b-]", "a-", true), ("[.]a", ".a", false),
            ("\\*", "*", true), ("\\*", "a", false), ("a\\", "a\\", true), ("*a*b*", "xaxbx", true),
            ("*a*b", "abab", true), ("*a*b", "aba", false), ("", "", true), ("*", "", true),
            ("a**b", "axxb", true), ("*.log", "日本.log", true),
        ]
    )
    func component(_ pattern: String, _ name: String, _ expected: Bool) {
        #expect(GlobPattern(Array(pattern.utf8)).matches(BytePath(name)) == expected)
    }

    @Test(
        "a path matches with ** for any number of directories",
        arguments: [
            ("/a/*.log", "/a/b.log", true), ("/a/*.log", "/a/b/c.log", false),
            ("/a/**/*.log", "/a/c.log", true),
            ("/a/**/*.log", "/a/b/c/d.log", true), ("/a/**/*.log", "/a/.b/c.log", false),
            ("/a/**", "/a/b/c", true),
            ("/a/**", "/a", false), ("/a//b/./c", "/a/b/c", true), ("/**/x/**/y", "/p/x/q/r/y", true),
            ("/**/**/y", "/y", true), ("/a/b", "/a/b/c", false),
        ]
    )
    func path(_ glob: String, _ path: String, _ expected: Bool) {
        #expect(PathGlob(glob).matches(BytePath(path)) == expected)
    }

    @Test("expansion finds what matching by name says, each file once")
    func expansionAgreesWithMatching() throws {
        struct Collector: GlobWalkObserver {
            var found: [BytePath] = []
            mutating func willSearch(_ directory: BytePath, for interest: NameInterest) {}
            mutating func willPass(_ directory: BytePath, to name: BytePath) {}
            mutating func didFind(_ path: BytePath, isNamedInFull: Bool) { found.append(path) }
            mutating func didFail(_ directory: BytePath, with error: SystemCallError) {
                Issue.record("\(directory.display): \(error)")
            }
        }
        let harness = try TailHarness()
        let directories = ["", "a/", "a/b/", "a/b/c/", ".h/", "a/.h/"]
        for directory in directories { try harness.makeDirectory(directory) }
        let files = directories.flatMap { directory in ["x.log", "y.txt", ".z.log"].map { directory + $0 } }
        for file in files { try harness.append("", to: file) }
        try harness.link("loop", to: ".")
        let globs = [
            "*.log", "**/*.log", "**", "a/**/x.*", "*/*", ".h/*", "a/?/c/*", "**/.h/*", "[a-b]/**/b/*",
        ]
        for glob in globs {
            let pattern = PathGlob(harness.path(glob))
            var collector = Collector()
            var walk = GlobWalk(FileSystemCalls())
            walk.expand(pattern, telling: &collector)
            let viaLink = Array("/loop".utf8)
            let found = collector.found.filter { path in
                !path.bytes.indices.contains { path.bytes[$0...].starts(with: viaLink) }
            }
            let expected = files.map { BytePath(harness.path($0)) }.filter { pattern.matches($0) }
            #expect(found.sorted() == expected.sorted(), "\(glob)")
        }
    }

    @Test("a path is shown in one line, whatever bytes are in it")
    func display() {
        let path = BytePath(bytes: Array("/a\n\u{1B}[1m\u{85}ü".utf8) + [0xFF])
        #expect(path.display == "/a\u{FFFD}\u{FFFD}[1m\u{FFFD}ü\u{FFFD}")
        #expect("\(path)" == path.display)
    }

    @Test("names that are not UTF-8 are followed like others")
    func notUTF8() throws {
        let harness = try TailHarness(.auto, globs: ["*.log"])
        harness.turn()
        let name = BytePath(bytes: Array(harness.path("").utf8) + [0xFF, 0xFE] + Array(".log".utf8))
        let source = harness.path("plain")
        try harness.append("a 0\n", to: "plain")
        let bytes = (name.bytes + [0]).map { CChar(bitPattern: $0) }
        try check(unsafe rename(source, bytes), "rename")
        harness.turn()
        #expect(harness.texts == ["a 0"])
        try check(unsafe unlink(bytes), "unlink")
    }

    @Test("compressed files that a glob finds are counted and left unread", arguments: watchModes)
    func compressed(_ watch: LogSource.WatchPreference) throws {
        let harness = try TailHarness(watch, globs: ["*", "named.log.gz"])
        try harness.append("a 0\n", to: "app.log")
        let suffixes = ["gz", "zst", "xz", "bz2", "lz4"]
        for suffix in suffixes { try harness.append("packed\n", to: "app.log.1.\(suffix)") }
        try harness.makeDirectory("directory.gz")
        harness.settle()
        #expect(harness.texts == ["a 0"])
        #expect(harness.status.compressedFiles == suffixes.count)
        #expect(harness.status.files == 1)
        try harness.remove("app.log.1.gz")
        try harness.append("packed\n", to: "app.log.2.gz")
        try harness.append("packed\n", to: "app.log.3.gz")
        harness.settle()
        #expect(harness.status.compressedFiles == suffixes.count + 1)
        #expect(harness.texts == ["a 0"])
    }
}
