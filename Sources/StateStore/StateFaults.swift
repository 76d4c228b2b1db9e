/// What a test makes of the disk under a store.
package struct StateFaults: Sendable {
    /// Asked before the end of each commit, which it may hold up as a slow disk does; true: there is no room for it.
    package var isDiskFull: @Sendable () -> Bool

    package init(isDiskFull: @escaping @Sendable () -> Bool) { self.isDiskFull = isDiskFull }

    package static let none = StateFaults { false }
}
