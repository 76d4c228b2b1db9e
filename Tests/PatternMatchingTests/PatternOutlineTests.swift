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
            (#"(?:foo|bar): \d"#, ["foo", "bar"]),
            (#"(?:foo|b?)quux"#, ["quux"]), (#"(abc)(def)"#, ["abcdef"]), (#"(abc)*de"#, ["de"]),
            (#"\[error\] \S+"#, ["[error] "]), (#"^connect\b to"#, ["connect to"]),
            (#"foo(?=barbarbar)x"#, ["foox"]),
            (#"[[:alpha:]\]x]+zz"#, ["zz"]), (#"接続x?"#, ["接続"]), (#"接続é*"#, ["接続"]), (#"a\x41b"#, ["aAb"]),
            (#"one|two|three"#, ["one", "two", "three"]), (#"status=(?:5\d\d|429) "#, ["status="]),
            (#"literal{x}"#, ["literal{x}"]), (#"(?<n>abc)+z"#, ["abcz"]),
        ])
    func found(source: String, expected: [String]) throws {
        #expect(try literals(source) == expected)
    }

    @Test(
        "nothing is claimed of what is not understood or not required",
        arguments: [
            #"(?i)error"#, #"(?x)a b"#, #"(*ANYCRLF)abc"#, #"\Qa.b\E"#, #"\d+"#, "", "a*", "(?:abc)?",
            "(abc)?|x*",
            #"(abc)(?(1)d|e)"#, #"a\1(b)|c\w"#, #"(?i:abc)"#, #"(?!abc)"#, #"abc|\d"#, #"(?R)?abc|x\d\K"#,
        ])
    func nothing(source: String) throws {
        #expect(try literals(source) == [])
    }

    @Test("a pattern of plain bytes is told from one that only contains them")
    func plain() throws {
        #expect(PatternOutline(of: try Pattern(#"disk full\."#)).isPlainLiteral)
        #expect(!PatternOutline(of: try Pattern(#"disk full."#)).isPlainLiteral)
        #expect(!PatternOutline(of: try Pattern(#"^disk"#)).isPlainLiteral)
        #expect(!PatternOutline(of: try Pattern("ab|cd")).isPlainLiteral)
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
            "]", "[]a]",
        ]
        var matcher = PatternMatcher(limits: PatternLimits(match: 20_000, depth: 500, heapKiB: 256))
        for _ in 0..<150 {
            let count = Int.random(in: 1...8, using: &random)
            let source = (0..<count).map { _ in atoms.randomElement(using: &random) ?? "a" }.joined()
            guard let pattern = try? Pattern(source) else { continue }
            let outline = PatternOutline(of: pattern)
            guard !outline.requiredLiterals.isEmpty else { continue }
            for _ in 0..<20 {
                let letters = ["a", "b", "c", "ab", "1", ".", "é", "{", "}", "]"]
                let line = Array(
                    (0..<8).map { _ in letters.randomElement(using: &random) ?? "a" }.joined().utf8)
                let isMatch = matcher.match(pattern, in: line.span) == .match
                let holds = outline.requiredLiterals.contains { line.firstRange(of: $0) != nil }
                if isMatch, !holds { Issue.record("seed \(seed): \(source) matches \(line)") }
                if outline.isPlainLiteral, isMatch != holds {
                    Issue.record("seed \(seed): \(source) is no literal")
                }
            }
        }
    }
}
