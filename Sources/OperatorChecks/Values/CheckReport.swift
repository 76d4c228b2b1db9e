package import Operations

/// The answer to `check`.
package struct CheckReport: Encodable, Sendable, Equatable {
    /// `daily`, `weekly`, `monthly` or `capacity`.
    package let check: String
    package let takenAt: String
    /// The worst of all results.
    package let state: CheckState
    /// How many results there are of each state.
    package let counts: [String: Int]
    /// The team that was asked for.
    @OrNull package var team: String?
    package let results: [CheckResult]

    package init(_ check: String, takenAtMs: Int64, team: String? = nil, _ results: [CheckResult]) {
        self.check = check
        takenAt = Timestamp.text(takenAtMs)
        state = results.map(\.state).max() ?? .ok
        counts = Dictionary(
            CheckState.allCases.map { state in (state.rawValue, results.count { $0.state == state }) }
        ) { first, _ in first }
        self.results = results
        self.team = team
    }
}
