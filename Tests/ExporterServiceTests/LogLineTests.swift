import Foundation
import Testing

@testable import ExporterService

@Suite("log line")
struct LogLineTests {
    private func line(_ fields: [(key: String, value: String)], _ format: LogLineFormat) -> String {
        String(decoding: LogLine.rendered(fields, as: format), as: UTF8.self)
    }

    @Test("logfmt quotes what is not one plain word")
    func logfmt() {
        let fields = [
            ("msg", "hello world"), ("n", "5"), ("empty", ""), ("q", "a\"b\\c=d"), ("nl", "a\nb\u{1}"),
        ]
        let expected = #"msg="hello world" n=5 empty="" q="a\"b\\c=d" nl="a\nb\u0001""# + "\n"
        #expect(line(fields, .logfmt) == expected)
    }

    @Test("JSON lines are JSON, whatever the values hold")
    func json() throws {
        let text = line([("msg", "a\nb\"\u{0}é🚀"), ("level", "info")], .json)
        let object = try JSONDecoder().decode([String: String].self, from: Data(text.utf8))
        #expect(object == ["msg": "a\nb\"\u{0}é🚀", "level": "info"])
        #expect(text.split(separator: "\n", omittingEmptySubsequences: false).count == 2)
    }
}
