import PatternMatching
import TestSupport
import Testing

@Suite("PatternMatcher")
struct PatternMatcherTests {
    private func outcome(_ source: String, _ line: [UInt8], caseless: Bool = false) throws -> MatchOutcome {
        var matcher = PatternMatcher()
        return matcher.match(try Pattern(source, caseless: caseless), in: line.span)
    }

    private func find(_ pattern: Pattern, in line: [UInt8], with matcher: inout PatternMatcher)
        -> MatchOutcome
    {
        matcher.match(pattern, in: line.span)
    }

    private func captures(_ source: String, _ line: String) throws -> [String?] {
        let pattern = try Pattern(source)
        var matcher = PatternMatcher()
        let bytes = Array(line.utf8)
        guard matcher.match(pattern, in: bytes.span) == .match else { return [] }
        var texts: [String?] = []
        for index in 0...pattern.captureCount {
            texts.append(matcher.capture(index).map { String(decoding: bytes[$0], as: UTF8.self) })
        }
        return texts
    }

    @Test("groups are byte ranges of the line, and nil when they took no part")
    func unsetGroups() throws {
        #expect(
            try captures(#"(?<k>\w+)=(?:(\d+)|(?<word>[a-z]+))"#, "x key=abc") == [
                "key=abc", "key", nil, "abc",
            ])
        #expect(try captures(#"(a)|(b)|(c)"#, "b") == ["b", nil, "b", nil])
        #expect(try captures(#"x(\d*)y"#, "xy") == ["xy", ""])
    }

    @Test("a failed attempt leaves no groups behind")
    func noStaleGroups() throws {
        var matcher = PatternMatcher()
        let pattern = try Pattern("(a)")
        #expect(find(pattern, in: Array("a".utf8), with: &matcher) == .match)
        #expect(find(pattern, in: Array("b".utf8), with: &matcher) == .noMatch)
        #expect(matcher.capture(0) == nil)
    }

    @Test("the highest group that took part tells which alternative matched")
    func highestCapture() throws {
        let pattern = try Pattern("(a)|(b)|c()|d")
        var matcher = PatternMatcher()
        var groups: [Int?] = []
        for text in ["a", "b", "c", "d", "e"] {
            let line = Array(text.utf8)
            groups.append(matcher.highestCapture(pattern, in: line.span))
        }
        #expect(groups == [1, 2, 3, 0, nil])
    }

    @Test("of a duplicate name the group that took part is set")
    func duplicateName() throws {
        let pattern = try Pattern(#"(?J)(?:a(?<n>\d)|b(?<n>\w))"#)
        var matcher = PatternMatcher()
        #expect(find(pattern, in: Array("bz".utf8), with: &matcher) == .match)
        let set = pattern.captureIndices(named: "n").compactMap { group in matcher.capture(group) }
        #expect(set == [1..<2])
    }

    @Test("an empty line can be matched and not matched")
    func emptyLine() throws {
        #expect(try outcome("^$", []) == .match)
        #expect(try outcome("(?<!a)$", []) == .match)
        #expect(try outcome("a", []) == .noMatch)
    }

    @Test("a pattern of no bytes matches every line")
    func emptyPattern() throws {
        #expect(try outcome("", []) == .match)
        #expect(try outcome("", [1, 2]) == .match)
    }

    @Test(
        "a line of any bytes is matched as bytes",
        arguments: [
            (#"\xFF\x00b"#, [0x61, 0xFF, 0x00, 0x62] as [UInt8], MatchOutcome.match),
            (#"a.b"#, [0x61, 0x00, 0x62], .match), (#"a.b"#, [0x61, 0x0D, 0x62], .match),
            (#"a..b"#, [0x61, 0xC3, 0xA9, 0x62], .match), (#"\w"#, [0xFF, 0xFE], .noMatch),
        ])
    func bytes(source: String, line: [UInt8], expected: MatchOutcome) throws {
        #expect(try outcome(source, line) == expected)
    }

    @Test(
        "a text pattern reads characters, and broken UTF-8 around them does no harm",
        arguments: [
            ("接続", Array("WebSocket接続".utf8), MatchOutcome.match),
            ("a.b", Array("aéb".utf8), .noMatch), (#"(*UTF)a.b"#, Array("aéb".utf8), .match),
            ("é+x", [0xFF, 0xC3, 0xA9, 0xC3, 0xA9, 0x78, 0xC3], .match),
            (#"\p{Lu}\d"#, [0xC3, 0xC3, 0x96, 0x31], .match), (#"a\x{3042}"#, Array("aあ".utf8), .match),
            (#"(*UTF)a.b"#, [0x61, 0xED, 0xA0, 0x80, 0x62], .noMatch),
            (#"é"#, [0xC3], .noMatch), (#"é"#, [], .noMatch),
        ])
    func text(source: String, line: [UInt8], expected: MatchOutcome) throws {
        #expect(try outcome(source, line) == expected)
    }

    @Test("capital and small letters are one when asked")
    func caseless() throws {
        #expect(try outcome("error", Array("ERROR".utf8), caseless: true) == .match)
        #expect(try outcome("error", Array("ERROR".utf8)) == .noMatch)
    }

    @Test("a catastrophic pattern costs its budget, and the next line is matched as ever")
    func catastrophic() throws {
        var matcher = PatternMatcher(limits: PatternLimits(match: 10_000, depth: 1_000, heapKiB: 1_024))
        let evil = try Pattern("(a+)+$")
        let line = [UInt8](repeating: UInt8(ascii: "a"), count: 60) + [UInt8(ascii: "b")]
        #expect(find(evil, in: line, with: &matcher) == .limitExceeded(.match))
        #expect(find(evil, in: Array(line[..<60]), with: &matcher) == .match)
        #expect(matcher.capture(1) == 0..<60)
    }

    @Test("deep recursion ends at the JIT stack or another budget, not in a crash")
    func recursion() throws {
        let line = [UInt8](repeating: UInt8(ascii: "("), count: 500_000) + [UInt8(ascii: ")")]
        guard case .limitExceeded = try outcome(#"^(\((?1)*\))"#, line) else {
            Issue.record("half a million open parentheses were matched within the budget")
            return
        }
    }

    @Test("an ordinary pattern crosses a line of a megabyte within the default budget")
    func longLine() throws {
        let line = [UInt8](repeating: UInt8(ascii: "x"), count: 1 << 20) + Array("error 7".utf8)
        #expect(try outcome(#"^.*error (?<code>\d+)$"#, line) == .match)
        #expect(try outcome(#"x.*?error (?<code>\d+)z"#, line) != .match)
    }

    @Test("one matcher serves patterns with few and with very many groups")
    func manyGroups() throws {
        let many = try Pattern(String(repeating: "(a)", count: 300))
        var matcher = PatternMatcher()
        #expect(find(try Pattern("(a)"), in: Array("a".utf8), with: &matcher) == .match)
        let line = [UInt8](repeating: UInt8(ascii: "a"), count: 300)
        #expect(find(many, in: line, with: &matcher) == .match)
        #expect(matcher.capture(300) == 299..<300)
        #expect(matcher.capture(301) == nil)
        #expect(matcher.capture(-1) == nil)
    }

    @Test("any pattern bytes against any line bytes end in an outcome", arguments: 0..<20)
    func randomBytes(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        var matcher = PatternMatcher(limits: PatternLimits(match: 5_000, depth: 500, heapKiB: 256))
        let alphabet = Array("ab(c|d)*+?[x-z].\\w\\d{2}^$é".unicodeScalars)
        for _ in 0..<200 {
            let scalars = (0..<Int.random(in: 0...12, using: &random)).map { _ in
                alphabet[Int.random(in: 0..<alphabet.count, using: &random)]
            }
            var source = String.UnicodeScalarView()
            source.append(contentsOf: scalars)
            let line = random.bytes(count: Int.random(in: 0...80, using: &random))
            do {
                let pattern = try Pattern(String(source))
                if case .failed(let code) = matcher.match(pattern, in: line.span) {
                    Issue.record("seed \(seed): pattern \(String(source)) failed with \(code)")
                }
            } catch {
                #expect(error.offset <= String(source).utf8.count, "seed \(seed)")
            }
        }
    }
}
