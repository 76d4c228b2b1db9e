/// Measures short work.
enum Stopwatch {
    /// Rounds of which the median is taken; each repeats the work until it is long enough for the clock.
    private static let rounds = 5
    private static let roundLength = Duration.milliseconds(1)

    /// The time of one call of `body`, warm: the median of several rounds.
    static func median(of body: () -> Void) -> Duration {
        let clock = ContinuousClock()
        let times = (0..<rounds).map { _ in
            let start = clock.now
            var calls = 0
            var taken = Duration.zero
            repeat {
                // Several calls between two looks at the clock, which costs as much as a short match.
                for _ in 0..<8 { body() }
                calls += 8
                taken = clock.now - start
            } while taken < roundLength
            return taken / calls
        }
        return times.sorted()[rounds / 2]
    }
}
