import Glibc

/// Asks `condition` again and again until it holds, and answers whether it did within `deadline`.
///
/// For things that another process or thread brings about. The deadline only bounds a failing test, so make it
/// generous; a passing test goes on within a few milliseconds of the event.
package func eventually(
    within deadline: Duration = .seconds(20), every pause: Duration = .milliseconds(5),
    _ condition: () throws -> Bool
) rethrows -> Bool {
    let clock = ContinuousClock()
    let end = clock.now + deadline
    while true {
        if try condition() { return true }
        if clock.now >= end { return false }
        waitBriefly(pause)
    }
}

/// Gives other processes time; the one place in the tests where a thread waits without an event.
package func waitBriefly(_ duration: Duration) {
    let (seconds, attoseconds) = duration.components
    let milliseconds = seconds * 1000 + attoseconds / 1_000_000_000_000_000
    _ = poll(nil, 0, Int32(clamping: max(1, milliseconds)))
}
