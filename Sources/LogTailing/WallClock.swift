/// The time of day, for stamps that people and other programs read; but for what a clock that went back has put out of order, nothing is decided
/// by it.
package enum WallClock {
    /// Milliseconds since 1970.
    package static func milliseconds() -> Int64 { FileSystemCalls().wallClockNanoseconds() / 1_000_000 }
}
