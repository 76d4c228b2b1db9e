import Testing

@testable import YAMLReading

@Suite("Suggestion")
struct SuggestionTests {
    @Test(
        "a slip finds the word that was meant",
        arguments: [
            ("patern", "pattern"), ("Pattern", "pattern"), ("max-series", "max_series"), ("lables", "labels"),
            ("wach", "watch"), ("counters", "counter"), ("exmaples", "examples"), ("hlep", "help"),
        ])
    func slips(word: String, meant: String) {
        let words = ["counter", "examples", "help", "labels", "max_series", "pattern", "watch"]
        #expect(Suggestion.closest(to: word, among: words) == meant)
    }

    @Test(
        "an unlike word finds none",
        arguments: ["x", "", "timeout", String(repeating: "pattern", count: 100)])
    func unlike(word: String) {
        #expect(Suggestion.closest(to: word, among: ["pattern", "help", "a"]) == nil)
    }

    @Test(
        "the distance counts insertions, deletions, replacements and swaps",
        arguments: [
            ("", "abc", 3), ("abc", "abc", 0), ("kitten", "sitting", 3), ("ab", "ba", 1), ("abcd", "acbd", 1),
        ])
    func distances(left: String, right: String, distance: Int) {
        #expect(Suggestion.editDistance(Array(left), Array(right)) == distance)
        #expect(Suggestion.editDistance(Array(right), Array(left)) == distance)
    }
}
