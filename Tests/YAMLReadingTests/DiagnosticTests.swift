import Testing
import YAMLReading

@Suite("Diagnostic")
struct DiagnosticTests {
    private func diagnostic(line: Int, column: Int, width: Int = 1) -> Diagnostic {
        Diagnostic(
            file: "a.yml", mark: SourceMark(line: line, column: column), width: width, message: "wrong",
            hint: "do better")
    }

    @Test("without the source the first line stands alone")
    func oneLine() {
        #expect(diagnostic(line: 3, column: 7).rendered(source: nil) == "a.yml:3:7: error: wrong; do better")
        let whole = Diagnostic(file: "a.yml", mark: nil, severity: .warning, message: "empty")
        #expect(whole.rendered(source: [1]) == "a.yml: warning: empty")
    }

    @Test("a tab is shown as spaces and the caret stays below its character")
    func tabs() {
        let text = diagnostic(line: 1, column: 4, width: 2).rendered(source: Array("a\t\txy".utf8))
        #expect(text.contains("\n1 | a        xy\n  |          ^^"))
    }

    @Test("wide and combining characters keep the caret in place")
    func wideCharacters() {
        let text = diagnostic(line: 1, column: 5).rendered(source: Array("日e\u{301}本x".utf8))
        #expect(text.contains("\n1 | 日e\u{301}本x\n  |      ^"))
    }

    @Test("a long line is cut on both sides of the caret")
    func longLine() throws {
        let line = String(repeating: "a", count: 5000) + "X" + String(repeating: "b", count: 5000)
        let lines = diagnostic(line: 1, column: 5001).rendered(source: Array(line.utf8)).split(
            separator: "\n")
        try #require(lines.count == 3)
        #expect(lines.allSatisfy { $0.count < 120 })
        let before = lines[2].prefix { $0 != "^" }.count
        #expect(lines[1].dropFirst(before).first == "X")
    }

    @Test("a line of characters that take no space is cut too")
    func combiningLine() {
        let line = "a: x" + String(repeating: "\u{301}", count: 100_000)
        let text = diagnostic(line: 1, column: 50_000).rendered(source: Array(line.utf8))
        #expect(text.unicodeScalars.count < 1000)
    }

    @Test("control and direction characters of the file never reach the terminal")
    func controlCharacters() {
        let fault = Diagnostic(
            file: "e\u{1B}vil", mark: SourceMark(line: 1, column: 1), message: "key '\u{202E}\u{7}'",
            hint: "\u{9B}31m")
        let text = fault.rendered(source: Array("\u{1B}]0;x\u{7}\u{2066}".utf8) + [0xFF, 0x00])
        let bad = text.unicodeScalars.filter {
            $0 != "\n" && ($0.value < 0x20 || (0x7F...0x9F).contains($0.value))
        }
        #expect(bad.isEmpty)
        #expect(!text.unicodeScalars.contains("\u{202E}") && !text.unicodeScalars.contains("\u{2066}"))
    }

    @Test(
        "a place past the end of the file or line is shown without a crash",
        arguments: [(1, 99), (9, 1), (1, 3), (2, 1)])
    func pastTheEnd(line: Int, column: Int) {
        #expect(
            diagnostic(line: line, column: column, width: 1000).rendered(source: Array("ab\n".utf8)).contains(
                "wrong"))
    }

    @Test("colour surrounds text without changing it")
    func colour() {
        let plain = diagnostic(line: 1, column: 1).rendered(source: Array("ab".utf8))
        let coloured = diagnostic(line: 1, column: 1).rendered(source: Array("ab".utf8), colour: true)
        #expect(coloured.contains("\u{1B}[1;31m"))
        #expect(coloured.replacing(/\u{1B}\[[0-9;]*m/, with: "") == plain)
    }
}
