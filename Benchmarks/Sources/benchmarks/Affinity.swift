import CAffinity

/// Which cores the calling thread may run on.
enum Affinity {
    /// glibc's sets hold this many cores.
    static let maxCores: Int = 1024

    static func lastAllowedCore() -> Int {
        (0..<maxCores).last { affinity_allows(Int32($0)) != 0 } ?? 0
    }

    /// Runs `body` with the calling thread on one core, then gives it its cores back.
    ///
    /// A core that does not exist is no fault: the thread stays where it was.
    static func pinned<Value>(to core: Int?, _ body: () -> Value) -> Value {
        guard let core, affinity_pin(Int32(core)) == 0 else { return body() }
        defer { affinity_restore() }
        return body()
    }
}
