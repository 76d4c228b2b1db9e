/// What of a page changed: the parts that differ, each as it is now; teams one by one.
struct PageChange: Encodable, Sendable, Equatable {
    var summary: PageState.Summary?
    /// Teams that changed or are new.
    var teams: [PageState.Team]?
    /// The names of all teams in their order, where teams came, went or moved.
    var order: [String]?
    var crossings: [Crossing]?
    var shapes: [PageState.Shape]?
    var logs: [PageState.Log]?
    var exporter: PageState.Exporter?
    var point: RateHistory.Point?

    /// Nil when nothing changed.
    init?(from earlier: PageState, to now: PageState) {
        if earlier.summary != now.summary { summary = now.summary }
        let known = Dictionary(earlier.teams.map { ($0.name, $0) }) { first, _ in first }
        let changed = now.teams.filter { known[$0.name] != $0 }
        if !changed.isEmpty { teams = changed }
        let names = now.teams.map(\.name)
        if names != earlier.teams.map(\.name) { order = names }
        if earlier.crossings != now.crossings { crossings = now.crossings }
        if earlier.shapes != now.shapes { shapes = now.shapes }
        if earlier.logs != now.logs { logs = now.logs }
        if earlier.exporter != now.exporter { exporter = now.exporter }
        // A point that only tells that time passed is not sent.
        if now.point.map({ $0.differs(from: earlier.point) }) ?? false { point = now.point }
        let isEmpty =
            summary == nil && teams == nil && order == nil && crossings == nil && shapes == nil
            && logs == nil && exporter == nil && point == nil
        if isEmpty { return nil }
    }
}

/// All that a page shows when it opens.
struct PageSnapshot: Encodable, Sendable {
    let page: PageState
    /// The points of the charts so far, oldest first.
    let history: [RateHistory.Point]
    /// The clock that all times are of, in milliseconds since 1970.
    let nowMs: Int64
}
