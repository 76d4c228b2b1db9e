import TestSupport
import Testing

@testable import TeamTracking

@Suite("NamePattern")
struct NamePatternTests {
    @Test(
        "stars stand for any run and question marks for one character, over the whole name",
        arguments: [
            ("*", "", true), ("*", "anything", true), ("", "", true), ("", "a", false), ("a", "a", true),
            ("a", "ab", false), ("a*", "a", true), ("monitor*", "monitor-1", true),
            ("*monitor", "a-monitor-1", false), ("*-dev", "api-dev", true), ("a*b*c", "a__b_b__c", true),
            ("a*b*c", "a__c__b", false), ("?", "日", true), ("??", "日", false), ("a?c", "abc", true),
            ("**", "x", true), ("*a*a*a*", "aa", false), ("[a]", "a", false),
        ] as [(String, String, Bool)])
    func cases(pattern: String, name: String, matches: Bool) {
        #expect(NamePattern(pattern).matches(name) == matches)
    }

    /// The plain recursion that the walk stands for.
    private func slow(_ pattern: ArraySlice<Character>, _ name: ArraySlice<Character>) -> Bool {
        guard let first = pattern.first else { return name.isEmpty }
        if first == "*" {
            return slow(pattern.dropFirst(), name) || (!name.isEmpty && slow(pattern, name.dropFirst()))
        }
        guard let letter = name.first, first == "?" || first == letter else { return false }
        return slow(pattern.dropFirst(), name.dropFirst())
    }

    @Test("random patterns match what the plain recursion matches", arguments: 0..<20)
    func model(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<200 {
            let pattern = String(
                (0..<Int.random(in: 0...6, using: &random)).map { _ in
                    "ab*?".randomElement(using: &random) ?? "a"
                })
            let name = String(
                (0..<Int.random(in: 0...8, using: &random)).map { _ in
                    "ab".randomElement(using: &random) ?? "a"
                })
            #expect(
                NamePattern(pattern).matches(name) == slow(Array(pattern)[...], Array(name)[...]),
                "seed \(seed): \(pattern) and \(name)")
        }
    }
}
