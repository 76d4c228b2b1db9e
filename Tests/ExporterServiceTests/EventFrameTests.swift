import NIOCore
import Testing

@testable import ExporterService

@Suite("server-sent events")
struct EventFrameTests {
    private struct Value: Encodable {
        let teamName: String
    }

    @Test("an event has a name, an id and its value on one line")
    func json() throws {
        let frame = try EventFrame.event("change", id: 7, Value(teamName: "a\nb\r\u{2028}\"</script>/"))
        let text = #"{"team_name":"a\nb\r"# + "\u{2028}" + #"\"</script>/"}"#
        #expect(String(buffer: frame) == "event: change\nid: 7\ndata: \(text)\n\n")
    }

    @Test("text of several lines cannot end an event or begin another")
    func lines() {
        let frame = EventFrame.event("a", id: 1, text: "one\n\nevent: b\rdata: x\r\nend")
        #expect(
            String(buffer: frame)
                == "event: a\nid: 1\ndata: one\ndata: \ndata: event: b\ndata: data: x\ndata: end\n\n")
    }

    @Test("a heartbeat is a comment")
    func heartbeat() {
        #expect(String(buffer: EventFrame.heartbeat) == ": still here\n\n")
        #expect(String(buffer: EventFrame.opening) == "retry: 2000\n\n")
    }
}
