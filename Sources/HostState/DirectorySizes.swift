/// Sizes of many directories, measured in turns: each look spends only a little time on it and goes on with those that
/// were measured longest ago.
package struct DirectorySizes: Sendable {
    private struct Measure {
        var bytes: UInt64?
        var turn: UInt64
    }

    private let budget: Duration
    private var measures: [[UInt8]: Measure] = [:]
    private var turn: UInt64 = 0

    package init(budget: Duration = .milliseconds(10)) { self.budget = budget }

    /// Measures some of them, at least one; those that are not named any more are forgotten.
    ///
    /// - Parameter paths: absolute, as bytes.
    package mutating func look(at paths: [[UInt8]]) {
        turn += 1
        let wanted = Set(paths)
        if measures.count > wanted.count || measures.keys.contains(where: { !wanted.contains($0) }) {
            measures = measures.filter { wanted.contains($0.key) }
        }
        let end = ContinuousClock.now + budget
        let order = paths.sorted { (measures[$0]?.turn ?? 0) < (measures[$1]?.turn ?? 0) }
        for path in order {
            measures[path] = Measure(bytes: HostCalls.size(of: path), turn: turn)
            if ContinuousClock.now >= end { return }
        }
    }

    /// Size at the last measure; nil before the first, and when the directory cannot be read.
    package func bytes(of path: [UInt8]) -> UInt64? { measures[path]?.bytes }
}
