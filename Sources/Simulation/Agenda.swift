/// What is going to happen, in order of time; things due at one time happen in the order they were planned.
struct Agenda<Event: Sendable>: Sendable {
    private struct Entry {
        var dueMs: Int64
        var order: Int
        var event: Event
    }

    /// Latest first, so that the next one is taken off the end. A few dozen entries at most.
    private var entries: [Entry] = []
    private var planned = 0

    var nextDueMs: Int64? { entries.last?.dueMs }

    mutating func plan(_ event: Event, at dueMs: Int64) {
        let entry = Entry(dueMs: dueMs, order: planned, event: event)
        planned += 1
        let place =
            entries.firstIndex { ($0.dueMs, $0.order) < (entry.dueMs, entry.order) } ?? entries.endIndex
        entries.insert(entry, at: place)
    }

    /// Takes the next event that is due at `nowMs` or earlier.
    mutating func take(dueBy nowMs: Int64) -> (event: Event, dueMs: Int64)? {
        guard let last = entries.last, last.dueMs <= nowMs else { return nil }
        entries.removeLast()
        return (last.event, last.dueMs)
    }

    /// Moves everything into the future, after a time in which nothing could happen.
    mutating func postpone(byMs delay: Int64) {
        for index in entries.indices { entries[index].dueMs += delay }
    }
}
