import Glibc

/// The clock of this machine.
enum SystemClock {
    static func realtimeNs() -> Int64 {
        var time = timespec()
        // `time` is a live local; CLOCK_REALTIME exists everywhere, so the call cannot fail.
        _ = unsafe clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }

    /// Blocks the calling thread; a signal may end the pause early, which does no harm.
    static func pause(milliseconds: Int) { _ = usleep(UInt32(milliseconds) * 1000) }
}
