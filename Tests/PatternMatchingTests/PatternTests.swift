import PatternMatching
import Testing

@Suite("Pattern")
struct PatternTests {
    @Test(
        "a fault in the source is reported with its byte offset",
        arguments: [
            ("a(b", 3, "missing closing parenthesis"), ("ab)", 2, "unmatched closing parenthesis"),
            ("[a-", 3, "missing terminating ]"), ("*a", 0, "quantifier does not follow"),
            ("(?<n>a)(?<n>b)", 12, "same name"), ("a{2,1}", 6, "numbers out of order"),
            ("é(", 3, "missing closing parenthesis"), ("(?P<x", 5, "missing terminator"),
        ])
    func compileError(source: String, offset: Int, message: String) {
        let error = #expect(throws: PatternError.self) { try Pattern(source) }
        #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
        #expect(abs((error?.offset ?? -9) - offset) <= 1, "\(error?.offset ?? -9)")
    }

    @Test("named groups are listed in the order in which they open")
    func captureNames() throws {
        let pattern = try Pattern(#"(?<zeta>a)(b)(?<alpha>c)"#)
        #expect(pattern.captureNames == ["zeta", "alpha"])
        #expect(pattern.captureCount == 3)
        #expect(pattern.captureIndex(named: "alpha") == 3)
        #expect(pattern.captureIndex(named: "omega") == nil)
    }

    @Test("a name that the pattern allows twice has all its groups")
    func duplicateNames() throws {
        let pattern = try Pattern(#"(?J)(?:a(?<n>\d)|b(?<n>\w))"#)
        #expect(pattern.captureNames == ["n"])
        #expect(pattern.captureIndices(named: "n") == [1, 2])
    }

    @Test("JIT code is made on this machine")
    func jit() throws {
        #expect(try Pattern("a+b").isJITCompiled)
    }

    @Test("the shortest match is known")
    func minimum() throws {
        #expect(try Pattern("error: \\d+").minimumMatchBytes == 8)
        #expect(try Pattern("a*").minimumMatchBytes == 0)
    }

    @Test(
        "the bytes that a match can begin with are known, or unknown as a whole",
        arguments: [
            ("[0-9]x", "0123456789" as String?), ("abc", "aA"), ("(?i)abc", "aA"),
            ("a|\\[|\\d", "a[0123456789"),
            ("(?:x)?y", "xy"), ("a*", nil), (".", nil), ("(?=a)|b", nil),
        ])
    func firstBytes(source: String, expected: String?) throws {
        let found = try Pattern(source).firstBytes
        guard let expected, let found else {
            #expect(found?.contains(UInt8(ascii: "b")) ?? true)
            return
        }
        #expect(expected.utf8.allSatisfy(found.contains))
        #expect(!found.contains(UInt8(ascii: "~")))
    }

    @Test("compiling many patterns and dropping them again works")
    func lifetime() throws {
        for round in 0..<200 {
            let pattern = try Pattern("(?<a>x{\(round + 1)})")
            #expect(pattern.captureCount == 1)
        }
    }
}
