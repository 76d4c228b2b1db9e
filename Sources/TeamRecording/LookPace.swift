/// When to look again: soon after news, at regular times without, and never for more than a tenth of a thread.
struct LookPace: Sendable, Equatable {
    private static let shortest = Duration.milliseconds(10)
    private static let regular = Duration.milliseconds(200)

    /// News before this wait for it.
    private(set) var least = shortest
    /// Without news.
    private(set) var most = regular

    /// - Parameter duration: how long the last look took.
    mutating func looked(in duration: Duration) {
        least = max(Self.shortest, duration * 9)
        most = max(Self.regular, duration * 9)
    }
}
