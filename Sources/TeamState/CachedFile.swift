/// What is known of one state file between scans: the last good value, and which content was judged last.
///
/// Pure state; `StateFileReader` looks at the disk.
struct CachedFile<Value: Sendable>: Sendable {
    /// From the last content that could be used.
    private(set) var value: Value?
    /// Why the present content cannot be used; nil while `value` is the present content.
    private(set) var fault: ReadErrorKey.Reason?
    /// True while a half-written file waits for its next look in the same scan.
    private(set) var isPending = false
    private var judged: FileStamp?
    private var wasUnsettled = false

    /// Size of the content that was judged last, good or not.
    var sizeBytes: Int64? { judged?.sizeBytes }

    /// True when nothing new can be learnt by reading a file of this stamp.
    func isCurrent(_ stamp: FileStamp) -> Bool { judged == stamp && !isPending && !wasUnsettled }

    /// True when this content was judged before, so that its faults are counted already.
    func hasJudged(_ stamp: FileStamp) -> Bool { judged == stamp }

    mutating func accept(_ value: Value, stamp: FileStamp, atNs now: Int64) {
        self.value = value
        settle(fault: nil, stamp: stamp, atNs: now)
    }

    /// Keeps the last good value. Without a stamp the next scan looks again.
    mutating func refuse(_ fault: ReadErrorKey.Reason, stamp: FileStamp?, atNs now: Int64) {
        settle(fault: fault, stamp: stamp, atNs: now)
    }

    mutating func wait() { isPending = true }

    private mutating func settle(fault: ReadErrorKey.Reason?, stamp: FileStamp?, atNs now: Int64) {
        self.fault = fault
        judged = stamp
        isPending = false
        wasUnsettled = stamp?.isUnsettled(atNs: now) ?? false
    }
}
