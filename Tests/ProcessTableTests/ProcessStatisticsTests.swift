import Testing

@testable import ProcessTable

@Suite("ProcessStatistics")
struct ProcessStatisticsTests {
    private func parse(_ text: String) -> ProcessStatistics? {
        let bytes = Array(text.utf8)
        return ProcessStatistics(statFile: bytes.span)
    }

    private static let rest =
        "S 900 41 41 34816 41 4194560 90000 0 0 0 1200 300 7 8 20 0 11 0 20095994 1200000000 51200 0 0 0\n"

    @Test(
        "the fields are found whatever the name holds",
        arguments: ["claude", "claude) S 1 (x", "", "a b c", ") ) (", "tmux: server", "改行\n)"])
    func names(name: String) {
        let parsed = parse("41 (\(name)) " + Self.rest)
        #expect(parsed?.state == UInt8(ascii: "S"))
        #expect(parsed?.parentPID == 900)
        #expect(parsed?.userTicks == 1200)
        #expect(parsed?.systemTicks == 300)
        #expect(parsed?.threads == 11)
        #expect(parsed?.startTicks == 20_095_994)
        #expect(parsed?.virtualBytes == 1_200_000_000)
        #expect(parsed?.residentPages == 51200)
    }

    @Test("negative numbers are allowed where the kernel writes them")
    func negative() {
        let parsed = parse("41 (x) S 1 41 41 0 -1 4194560 0 0 0 0 1 2 0 0 -20 -5 3 0 77 4096 -1 0 0\n")
        #expect(parsed?.startTicks == 77)
        #expect(parsed?.residentPages == -1)
    }

    @Test(
        "the dead are not alive",
        arguments: [("S", true), ("R", true), ("D", true), ("Z", false), ("X", false)])
    func alive(state: String, isAlive: Bool) {
        #expect(parse("41 (x) " + state + Self.rest.dropFirst())?.isAlive == isAlive)
    }

    @Test(
        "a cut or foreign text is none",
        arguments: [
            "", ")", "41 (x)", "41 (x) S", "41 (x) S 1 2 3\n", "41 x S 1 2 3",
            "41 (x) S a b c d e f g h i j k l m",
        ])
    func broken(text: String) { #expect(parse(text) == nil) }
}
