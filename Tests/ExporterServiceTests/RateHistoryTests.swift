import MetricModel
import Testing

@testable import ExporterService

@Suite("history of rates")
struct RateHistoryTests {
    private let registry = MetricRegistry()

    private func setErrors(_ log: String, _ level: String, _ value: Double) throws {
        let family = try registry.register(Catalogue.logEntries)
        registry.update { $0.set($0.series(family, log, level), value) }
    }

    @Test("errors of all logs are added up, other levels are not")
    func errors() throws {
        let history = RateHistory(registry: registry)
        try setErrors("a", "ERROR", 3)
        try setErrors("a", "CRITICAL", 1)
        try setErrors("a", "WARNING", 50)
        try setErrors("b", "ERROR", 2)
        history.note(nil, nowMs: 1000)
        #expect(history.picture.points.map(\.errors) == [6])
        #expect(history.picture.latest.errors == ["a": 4, "b": 2])
    }

    @Test("points lie five seconds apart and are kept for fifteen minutes")
    func bounds() {
        let history = RateHistory(registry: registry)
        for second in 0..<3600 { history.note(nil, nowMs: Int64(second) * 1000) }
        let times = history.picture.points.map(\.atMs)
        #expect(times.count == 181)
        #expect(zip(times, times.dropFirst()).allSatisfy { $1 - $0 == 5000 })
        #expect(times.last == 3_595_000)
    }

    @Test("recent errors are those of about five minutes, and unknown in the first minute")
    func recent() throws {
        let history = RateHistory(registry: registry)
        for minute in 0...20 {
            try setErrors("a", "ERROR", Double(minute * minute))
            history.note(nil, nowMs: Int64(minute) * 60_000)
            if minute == 0 { #expect(history.picture.recentErrors.isEmpty) }
        }
        #expect(history.picture.recentErrors == ["a": 400 - 225])
    }

    @Test("a clock that is set back begins anew")
    func clock() {
        let history = RateHistory(registry: registry)
        history.note(nil, nowMs: 5_000_000)
        history.note(nil, nowMs: 1_000_000)
        #expect(history.picture.points.map(\.atMs) == [1_000_000])
    }
}
