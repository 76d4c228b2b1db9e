import MetricModel
import Synchronization
import TeamRecording
import TeamTracking

/// The latest minutes of what pages show as charts: errors and message latency.
///
/// Filled by scrapes, which happen anyway, and by those who look at the page; nothing is done for it alone.
final class RateHistory: Sendable {
    /// Totals at one moment; all of them only grow.
    struct Point: Sendable, Equatable, Encodable {
        let atMs: Int64
        let errors: Double
        let deliveries: Int64
        let deliveryMs: Int64

        func differs(from earlier: Point?) -> Bool {
            earlier?.errors != errors || earlier?.deliveries != deliveries
                || earlier?.deliveryMs != deliveryMs
        }

        /// As four numbers, for there are many.
        func encode(to encoder: any Encoder) throws {
            var list = encoder.unkeyedContainer()
            try list.encode(atMs)
            try list.encode(errors)
            try list.encode(deliveries)
            try list.encode(deliveryMs)
        }
    }

    /// Sums of one pair of teams.
    struct Deliveries: Sendable, Equatable {
        var count: Int64 = 0
        var sumMs: Int64 = 0
    }

    struct Sums: Sendable, Equatable {
        var atMs: Int64 = 0
        var errors: [String: Double] = [:]
        var deliveries: [MessageTotals.Pair: Deliveries] = [:]
    }

    struct Picture: Sendable, Equatable {
        /// Oldest first.
        var points: [Point] = []
        var latest = Sums()
        /// By log, in about the last five minutes; empty when less than one is known.
        var recentErrors: [String: Double] = [:]
        /// By pair, in about the last fifteen minutes.
        var recentDeliveries: [MessageTotals.Pair: Deliveries] = [:]
    }

    private struct State {
        var points: [Point] = []
        /// A minute apart and more.
        var marks: [Sums] = []
        var latest = Sums()
    }

    private static let spacingMs: Int64 = 5000
    private static let keptMs: Int64 = 900_000
    private static let markSpacingMs: Int64 = 60_000
    private static let errorWindowMs: Int64 = 300_000
    /// Pairs beyond this are not told apart: each mark holds all of them.
    private static let maxPairs = 500

    private let registry: MetricRegistry
    private let state = Mutex(State())

    init(registry: MetricRegistry) {
        self.registry = registry
    }

    /// Notes how things stand, unless that was done seconds ago.
    ///
    /// - Parameter totals: of the messages; nil where none are counted.
    func note(_ totals: MessageTotals?, nowMs: Int64) {
        let isDue = state.withLock { state in
            state.points.last.map { nowMs - $0.atMs >= Self.spacingMs || nowMs < $0.atMs } ?? true
        }
        guard isDue else { return }
        let sums = sums(totals, nowMs: nowMs)
        let deliveries = sums.deliveries.values.reduce(into: Deliveries()) { sum, pair in
            sum.count += pair.count
            sum.sumMs += pair.sumMs
        }
        let point = Point(
            atMs: nowMs, errors: sums.errors.values.reduce(0, +), deliveries: deliveries.count,
            deliveryMs: deliveries.sumMs)
        state.withLock { state in
            state.points.removeAll { nowMs - $0.atMs > Self.keptMs || $0.atMs > nowMs }
            state.points.append(point)
            state.marks.removeAll { nowMs - $0.atMs > Self.keptMs + Self.markSpacingMs || $0.atMs > nowMs }
            if state.marks.last.map({ nowMs - $0.atMs >= Self.markSpacingMs }) ?? true {
                var mark = sums
                if mark.deliveries.count > Self.maxPairs { mark.deliveries = [:] }
                state.marks.append(mark)
            }
            state.latest = sums
        }
    }

    var picture: Picture {
        state.withLock { state in
            var picture = Picture(points: state.points, latest: state.latest)
            let nowMs = state.latest.atMs
            let start = state.marks.last { nowMs - $0.atMs >= Self.errorWindowMs } ?? state.marks.first
            if let start, nowMs - start.atMs >= Self.markSpacingMs {
                picture.recentErrors = state.latest.errors.compactMapValuesWithKeys { log, count in
                    start.errors[log].map { max(0, count - $0) }
                }
            }
            if let first = state.marks.first, nowMs - first.atMs >= Self.markSpacingMs {
                picture.recentDeliveries = state.latest.deliveries.compactMapValuesWithKeys { pair, now in
                    let before = first.deliveries[pair] ?? Deliveries()
                    guard now.count > before.count else { return nil }
                    return Deliveries(count: now.count - before.count, sumMs: now.sumMs - before.sumMs)
                }
            }
            return picture
        }
    }

    private func sums(_ totals: MessageTotals?, nowMs: Int64) -> Sums {
        var sums = Sums(atMs: nowMs)
        let series = registry.update { table in
            table.family(named: Catalogue.logEntries.name.text).map { table.snapshot(of: $0) } ?? []
        }
        for (labels, value) in series where labels.count == 2 && ["ERROR", "CRITICAL"].contains(labels[1]) {
            sums.errors[labels[0], default: 0] += value
        }
        for (pair, tally) in totals?.deliveries ?? [:] {
            sums.deliveries[pair] = Deliveries(count: tally.count, sumMs: tally.sumMs)
        }
        return sums
    }
}

extension Dictionary {
    fileprivate func compactMapValuesWithKeys<Result>(_ body: (Key, Value) -> Result?) -> [Key: Result] {
        reduce(into: [:]) { result, entry in result[entry.key] = body(entry.key, entry.value) }
    }
}
