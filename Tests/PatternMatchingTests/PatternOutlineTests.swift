import PatternMatching
import TestSupport
import Testing

@Suite("PatternOutline")
struct PatternOutlineTests {
    private func literals(_ source: String) throws -> [String] {
        PatternOutline(of: try Pattern(source)).requiredLiterals.map { String(decoding: $0, as: UTF8.self) }
    }

    @Test(
        "the rarest bytes that a match must contain are found",
        arguments: [
            (#"payment (?<p>\w+) failed: (?<r>[a-z_]+)"#, ["payment "]), ("timeout", ["timeout"]),
            (#"a+bc"#, ["abc"]), (#"colou?r"#, ["colo"]), (#"x{2}yz"#, ["xyz"]),
            (#"(?:foo|bar): \d"#, ["foo: ", "bar: "]),
            (#"(?:foo|b?)quux"#, ["quux"]), (#"(abc)(def)"#, ["abcdef"]), (#"(abc)*de"#, ["de"]),
            (#"\[error\] \S+"#, ["[error] "]), (#"^connect\b to"#, ["connect to"]),
            (#"foo(?=barbarbar)x"#, ["barbarbar"]),
            (#"[[:alpha:]\]x]+zz"#, ["zz"]), (#"接続x?"#, ["接続"]), (#"接続é*"#, ["接続"]), (#"a\x41b"#, ["aAb"]),
            (#"one|two|three"#, ["one", "two", "three"]), (#"status=(?:5\d\d|429) "#, ["status="]),
            (#"literal{x}"#, ["literal{x}"]), (#"(?<n>abc)+z"#, ["abcz"]),
            (#"(?i)Error!"#, ["error!"]), (#"(?i:abc)DEF_"#, ["DEF_"]), (#"a(?i)b|CD"#, ["b", "cd"]),
            (#"(?x) a b # c"# + "\n d", ["abd"]), (#"\Qa.b\E+c"#, ["bc"]),
            (#"[Ee]rror"#, ["Error", "error"]),
            (#"(?<=foo )\w+"#, ["foo "]), (#"(?i)k接"#, []), (#"\xE6\x8E\xA5x"#, ["\u{63A5}x"]),
        ])
    func found(source: String, expected: [String]) throws {
        #expect(try literals(source) == expected)
    }

    @Test(
        "nothing is claimed of what is not understood or not required",
        arguments: [
            #"(?xx)a b"#, #"(*ANYCRLF)abc"#, #"\d+"#, "", "a*", "(?:abc)?", #"(?#abc)\d"#, #"(?<!abc)"#,
            "(abc)?|x*",
            #"(abc)(?(1)d|e)"#, #"a\1(b)|c\w"#, #"(?!abc)"#, #"abc|\d"#, #"(?R)?abc|x\d\K"#,
        ])
    func nothing(source: String) throws {
        #expect(try literals(source) == [])
    }

    @Test("a pattern of plain bytes is told from one that only contains them")
    func plain() throws {
        func plain(_ source: String, caseless: Bool = false) throws -> [String]? {
            PatternOutline(of: try Pattern(source, caseless: caseless)).plainLiterals?
                .map { String(decoding: $0.bytes, as: UTF8.self) + ($0.isCaseless ? " of any case" : "") }
        }
        #expect(try plain(#"disk full\."#) == ["disk full."])
        #expect(try plain("ab|cd") == ["ab", "cd"])
        #expect(try plain("a(b|c)[de]") == ["abd", "abe", "acd", "ace"])
        #expect(try plain("(?i)ab") == ["ab of any case"])
        #expect(try plain("Ab", caseless: true) == ["ab of any case"])
        for source in [#"disk full."#, "^disk", "(?>a|ab)c", "ab?", "ab|c*", "a\nb", "(?=a)ab", "接続"] {
            #expect(try plain(source) == nil, "\(source)")
        }
    }

    @Test(
        "repetitions within repetitions are pointed at",
        arguments: [
            ("(a+)+$", 4 as Int?), (#"(\w+\s?)*x"#, 9), (#"(?:x|\d+)*"#, 9), (#"(?:\w+,)*x"#, nil),
            (#"(?>a+)+"#, nil), (#"(?:a++)+"#, nil), (#"(a+)++"#, nil), ("a+b*", nil), (#"((a*)*)*"#, 4),
            (#"(a+){2}"#, nil), (#"(a+){2,}"#, 7),
        ])
    func nested(source: String, offset: Int?) throws {
        let found = PatternOutline(of: try Pattern(source)).nestedQuantifierOffset
        #expect((found == nil) == (offset == nil), "\(found ?? -1)")
    }

    @Test("each line that a random pattern matches contains one of its literals", arguments: 0..<60)
    func property(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        let atoms = [
            "a", "b", "ab", "c", ".", "[ab]", "[^a]", "\\d", "\\.", "(a|bc)", "(?:ab)", "(b", ")", "|", "*",
            "+", "?",
            "{2}", "{1,}", "{0,1}", "^", "$", "\\b", "(?=a)", "(?!b)", "(?<x>a", "é", "*?", "++", "{", "}",
            "]", "[]a]", "(?i)", "(?-i)", "(?i:a", "(?x)", " ", "#", "\n", "\\Q", "\\E", "[aB]", "(?<=a",
            "(?>a",
            "(?>a|ab)", "B", "k", "\\x41",
        ]
        var matcher = PatternMatcher(limits: PatternLimits(match: 20_000, depth: 500, heapKiB: 256))
        for _ in 0..<150 {
            let count = Int.random(in: 1...8, using: &random)
            let source = (0..<count).map { _ in atoms.randomElement(using: &random) ?? "a" }.joined()
            guard let pattern = try? Pattern(source) else { continue }
            let outline = PatternOutline(of: pattern)
            guard !outline.requiredSets.isEmpty else { continue }
            for _ in 0..<20 {
                let letters = [
                    "a", "b", "c", "ab", "1", ".", "é", "{", "}", "]", "A", "B", "K", "\u{212A}", " ",
                ]
                let line = Array(
                    (0..<8).map { _ in letters.randomElement(using: &random) ?? "a" }.joined().utf8)
                let isMatch = matcher.match(pattern, in: line.span) == .match
                let folded = line.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
                func holds(_ literal: RequiredLiteral) -> Bool {
                    (literal.isCaseless ? folded : line).firstRange(of: literal.bytes) != nil
                }
                for set in outline.requiredSets where isMatch && !set.contains(where: holds) {
                    Issue.record("seed \(seed): \(source) matches \(line) without \(set)")
                }
                if let plain = outline.plainLiterals, isMatch != plain.contains(where: holds) {
                    Issue.record("seed \(seed): \(source) is no literal in \(line)")
                }
            }
        }
    }
}
