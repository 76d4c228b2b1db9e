/// Which teams have a name of their own in the labels of message pairs: pairs grow with the square of the teams.
struct PairLabels: Sendable, Equatable {
    /// Stands for all teams that found no room.
    static let other = "other"
    /// Stands for senders whose team cannot be told.
    static let unknown = "unknown"

    private let limit: Int
    private(set) var admitted: [String] = []
    private var places: Set<String> = []

    init(limit: Int) { self.limit = limit }

    func contains(_ team: String) -> Bool { places.contains(team) }

    /// The label of a team that may have one: its name, or `other`.
    ///
    /// - Parameters:
    ///   - isGone: whether a team with a name of its own is no longer there, so that it may give it up.
    ///   - released: is told who gave up.
    mutating func label(
        for team: String, isGone: (String) -> Bool, released: (String) -> Void
    ) -> String {
        if places.contains(team) || team == Self.unknown { return team }
        if admitted.count >= limit, let place = admitted.firstIndex(where: isGone) {
            let old = admitted.remove(at: place)
            places.remove(old)
            released(old)
        }
        guard admitted.count < limit else { return Self.other }
        admitted.append(team)
        places.insert(team)
        return team
    }

    mutating func restore(_ names: [String]) {
        for name in names.prefix(limit) where places.insert(name).inserted { admitted.append(name) }
    }
}
