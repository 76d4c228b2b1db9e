import TestSupport
import Testing
import YAMLReading

@Suite("YAMLDocument")
struct YAMLDocumentTests {
    private func parse(_ text: String) throws -> YAMLNode {
        try YAMLDocument.parse(Array(text.utf8), file: "t.yml")
    }

    private func value(_ key: String, in text: String) throws -> YAMLNode {
        var reader = MappingReader(try parse(text), file: "t.yml")
        let node = reader.node(key)
        return try #require(node)
    }

    @Test(
        "a document without content is null, which reads as an empty mapping",
        arguments: ["", "\n\n", "# only a comment\n", "---\n", "---\n...\n", "\u{FEFF}", "~", "null"])
    func emptyDocument(text: String) throws {
        let node = try parse(text)
        #expect(node.isNull)
        #expect(MappingReader(node, file: "t.yml").diagnostics.isEmpty)
    }

    @Test("marks count lines and characters from one, whatever the line endings and byte order mark")
    func marks() throws {
        for text in ["a: 1\n日本: x\n", "a: 1\r\n日本: x\r\n", "\u{FEFF}a: 1\r日本: x\r"] {
            let node = try value("日本", in: text)
            #expect(node.mark == SourceMark(line: 2, column: 5))
            #expect(node.text == "x")
        }
    }

    @Test("a quoted scalar is a string and never null or a number")
    func quotedScalars() throws {
        for text in ["k: 'null'", "k: \"~\"", "k: ''", "k: '5'"] {
            let node = try value("k", in: text)
            guard case .scalar(_, isPlain: false) = node.content else {
                Issue.record("\(text) is not a quoted scalar")
                continue
            }
        }
        var reader = MappingReader(try parse("k: '5'"), file: "t.yml")
        #expect(reader.int("k") == nil)
        #expect(reader.diagnostics.count == 1)
    }

    @Test("an alias repeats its anchor's value with the anchor's place")
    func aliases() throws {
        let node = try value("b", in: "a: &x [1, 2]\nb: *x\n")
        guard case .sequence(let items) = node.content else {
            Issue.record("not a list")
            return
        }
        #expect(items.map(\.text) == ["1", "2"])
        #expect(node.mark.line == 1)
    }

    @Test(
        "a byte of a scalar's text is found again in the file, or nowhere",
        arguments: [
            ("k: a(b", 1, 5), ("k: 'a(b'", 1, 6), ("k: 'it''s ('", 5, 11), ("k: \"é(\"", 2, 6),
            ("k: \"\\x41(\"", 1, nil),
            ("k: |\n  a(b\n", 1, nil), ("k: ab", 9, nil),
        ] as [(String, Int, Int?)])
    func offsets(text: String, offset: Int, column: Int?) throws {
        let node = try value("k", in: text)
        #expect(node.mark(ofUTF8Offset: offset) == column.map { SourceMark(line: 1, column: $0) })
    }

    @Test("limits on bytes, depth and values are held exactly")
    func limits() throws {
        var limits = YAMLDocument.Limits()
        limits.depth = 3
        limits.nodes = 6
        limits.bytes = 30
        func accepts(_ text: String) -> Bool {
            (try? YAMLDocument.parse(Array(text.utf8), file: "t", limits: limits)) != nil
        }
        #expect(accepts("[[1]]"))
        #expect(!accepts("[[[1]]]"))
        #expect(accepts("[1, 2, 3, 4, 5]"))
        #expect(!accepts("[1, 2, 3, 4, 5, 6]"))
        #expect(accepts("[&a [1], *a]"))
        #expect(!accepts("[&a [1], *a, *a]"))
        #expect(!accepts("# " + String(repeating: "x", count: 29)))
        #expect(!accepts("[&a [1], [*a]]"))
    }

    @Test("values that aliases multiply are refused before they take memory")
    func billionLaughs() throws {
        var text = "a0: &a0 x\n"
        for level in 1...60 { text += "a\(level): &a\(level) [*a\(level - 1), *a\(level - 1)]\n" }
        let fault = #expect(throws: Diagnostic.self) { try parse(text) }
        #expect(fault?.message.contains("aliases") == true)
    }
}
