import PatternMatching
import Testing
import YAMLReading

@testable import LogRules

@Suite("Keys of a log's configuration")
struct LogSettingsTests {
    private func reader(_ text: String) throws -> MappingReader {
        MappingReader(try YAMLDocument.parse(Array(text.utf8), file: "c.yml"), file: "c.yml")
    }

    private func policy(_ text: String) throws -> (name: String, timeout: Duration, faults: [String]) {
        var reader = try reader(text)
        let (policy, timeout) = EntryPolicy.read("entries", of: &reader)
        reader.finish()
        let name =
            switch policy {
            case .auto: "auto"
            case .none: "none"
            case .start(let pattern): pattern.source
            }
        return (name, timeout, reader.diagnostics.map { $0.oneLine })
    }

    @Test("entries are told automatically, not at all, or by a pattern and a timeout")
    func entries() throws {
        for (text, name, timeout) in [
            ("{}", "auto", Duration.seconds(2)), ("entries: auto", "auto", .seconds(2)),
            ("entries: none", "none", .seconds(2)), ("entries: {start: '^>'}", "^>", .seconds(2)),
            ("entries: {start: '^>', timeout: 500ms}", "^>", .milliseconds(500)),
        ] {
            let found = try policy(text)
            #expect((found.name, found.timeout) == (name, timeout))
            #expect(found.faults == [])
        }
    }

    @Test(
        "entries that cannot be told so are refused with their place",
        arguments: [
            ("entries: some", "c.yml:1:10: error: 'entries' cannot be 'some'"),
            ("entries: {start: '(x'}", "c.yml:1:21: error: bad pattern: missing closing"),
            ("entries: {timeout: 2s}", "missing key 'start'"),
            ("entries: {start: x, timeout: 1ms}", "must be at least 100ms"),
            ("entries: {start: x, tmeout: 1s}", "did you mean 'timeout'?"), ("entries: [x]", "must be text"),
        ])
    func badEntries(text: String, expected: String) throws {
        let faults = try policy(text).faults
        #expect(faults.count == 1 && faults[0].contains(expected), "\(faults)")
    }

    private func time(_ text: String, _ line: String) throws -> (time: Int64?, faults: [String]) {
        var reader = try reader(text)
        let entryTime = EntryTime.read(&reader)
        reader.finish()
        var matcher = PatternMatcher()
        let time = entryTime?.epochMilliseconds(
            of: Array(line.utf8).span, reference: 1_782_864_000_000, matcher: &matcher)
        return (time, reader.diagnostics.map { $0.oneLine })
    }

    @Test("a time is read in the zone and format that the log has")
    func times() throws {
        let line = "2026-02-07 12:00:00 x"
        #expect(try time("timezone: UTC", line).time == 1_770_465_600_000)
        #expect(try time("{timestamp: auto, timezone: '+01:30'}", line).time == 1_770_460_200_000)
        let own = "timestamp: {pattern: '^<(?<time>.*?)>', format: '%d.%m.%Y %H:%M'}\ntimezone: '-00:30'"
        #expect(try time(own, "<07.02.2026 12:00>").time == 1_770_467_400_000)
        #expect(try time("{}", line).time != nil)
    }

    @Test(
        "times that cannot be read so are refused",
        arguments: [
            ("timezone: Mars", "is no timezone"), ("timezone: '+1:00'", "is no timezone"),
            ("timestamp: never", "'timestamp' cannot be"),
            ("timestamp: {pattern: '(?<time>x)', format: '%Q'}", "no known letter"),
            ("timestamp: {pattern: 'x', format: '%s'}", "no group called 'time'"),
            ("timestamp: {pattern: '(', format: '%s'}", "bad pattern"),
            ("timestamp: {format: '%s'}", "missing key 'pattern'"),
        ])
    func badTimes(text: String, expected: String) throws {
        let faults = try time(text, "x").faults
        #expect(faults.count == 1 && faults[0].contains(expected), "\(faults)")
    }
}
