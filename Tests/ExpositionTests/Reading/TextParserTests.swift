import Testing

@testable import Exposition

private func fault(in text: String) -> ExpositionError? {
    do throws(ExpositionError) {
        _ = try ExpositionParser.parse(Array(text.utf8), as: .text004)
        return nil
    } catch {
        return error
    }
}

@Suite("ExpositionParser, text 0.0.4")
struct TextParserTests {
    @Test(
        "what promtool and Prometheus take is accepted",
        arguments: TextCases.acceptedMetadata + TextCases.acceptedSamples)
    func accepted(text: String) {
        let error = fault(in: text)
        #expect(error == nil, "\(error?.message ?? "")")
    }

    @Test(
        "what promtool or Prometheus refuses is refused, with a place and a hint",
        arguments: TextCases.refusedMetadata + TextCases.refusedSamples)
    func refused(text: String) throws {
        let error = try #require(fault(in: text))
        #expect(error.place.line <= text.utf8.count { $0 == 10 } + 1)
        #expect(!error.message.isEmpty && !error.hint.isEmpty)
    }

    @Test(
        "a message names the place, the fault and the way out",
        arguments: [
            ("a 1", 1, 4, "the last line has no line feed at its end", "end the last line with '\\n'"),
            ("a 1\r\n", 1, 4, "the line ends in a carriage return", "end lines with a line feed alone"),
            (
                "a 1\na{b=\"\\d\"} 1\n", 2, 6, "'\\' before 'd' is no escape sequence",
                "write a backslash as '\\\\'; only '\\\\', '\\\"' and '\\n' exist"
            ),
            (
                "a 1\n# TYPE a gauge\n", 2, 1, "TYPE for 'a' after its sample in line 1",
                "move the TYPE line before the first sample"
            ),
            (
                "a 1 1.5\n", 1, 5, "the timestamp '1.5' is no whole number of milliseconds",
                "leave the timestamp out, or write milliseconds since 1970 as digits"
            ),
            (
                "a{b=\"x\ny\"} 1\n", 1, 5, "the value of 'b' has no closing '\"' on this line",
                "close it; write a line feed inside a value as '\\n'"
            ),
            (
                "a.b 1\n", 1, 2, "'.' is not allowed in a metric name",
                "use letters, digits, '_' and ':', and no digit first"
            ),
        ])
    func messages(text: String, line: Int, column: Int, message: String, hint: String) throws {
        let error = try #require(fault(in: text))
        #expect(error.message == message)
        #expect(error.hint == hint)
        #expect((error.place.line, error.place.column) == (line, column))
    }
}
