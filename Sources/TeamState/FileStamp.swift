/// What one stat call says of a file; equal stamps mean the content need not be read again.
struct FileStamp: Equatable, Sendable {
    enum Kind: Sendable { case regular, directory, other }

    let device: UInt64
    let inode: UInt64
    let kind: Kind
    let sizeBytes: Int64
    let modifiedNs: Int64
    let changedNs: Int64

    /// True while a second write could still carry the same stamp.
    ///
    /// The kernel stamps files with its tick (4 ms at 250 Hz, 10 ms at 100 Hz), so two writes within one tick look
    /// alike. 100 ms also covers a file server whose clock is a little off.
    func isUnsettled(atNs now: Int64) -> Bool { age(atNs: now) < 100_000_000 }

    /// True when the file changed so lately that its writer may still be at work.
    func isFresh(atNs now: Int64) -> Bool { age(atNs: now) < 2_000_000_000 }

    /// Distance in either direction: a stamp from the future is no reason to look again for ever.
    private func age(atNs now: Int64) -> Int64 {
        let (difference, overflow) = now.subtractingReportingOverflow(changedNs)
        return overflow ? .max : Int64(clamping: difference.magnitude)
    }
}
