import Testing

@testable import ExporterService

@Suite("collector news")
struct CollectorNewsTests {
    private enum Event {
        case fall(String, afterSeconds: Int)
        case success(String)
    }

    /// Which of the events are told.
    private func told(_ events: [Event]) -> [Bool] {
        let start = ContinuousClock.now
        var news = CollectorNews()
        return events.map { event in
            switch event {
            case .fall(let name, let seconds): news.fell(name, at: start + .seconds(seconds))
            case .success(let name): news.recovered(name)
            }
        }
    }

    @Test("a failure is told once, and its end once")
    func once() {
        let events: [Event] = [
            .fall("teams", afterSeconds: 0), .fall("teams", afterSeconds: 3600), .success("teams"),
            .success("teams"),
        ]
        #expect(told(events) == [true, false, true, false])
    }

    @Test("a collector that fails and recovers all the time is told of once a minute")
    func flapping() {
        let events = (0..<600).flatMap { second -> [Event] in
            [.fall("teams", afterSeconds: second), .success("teams")]
        }
        #expect(told(events).count { $0 } == 20, "10 minutes, each with a fall and a recovery")
    }

    @Test("collectors do not silence each other")
    func apart() {
        let events: [Event] = [
            .fall("teams", afterSeconds: 0), .fall("logs", afterSeconds: 0), .success("process"),
        ]
        #expect(told(events) == [true, true, false])
    }
}
