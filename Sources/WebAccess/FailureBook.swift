/// Counts failed logins by client and name, and tells how long each has to wait.
struct FailureBook {
    /// One who fails: a client's network and the name it claims.
    struct Subject: Hashable {
        let client: String
        let name: String
    }

    private struct Record {
        var failures: Int
        var last: ContinuousClock.Instant
    }

    /// Beyond it the one who failed longest ago is forgotten.
    static let capacity = 1024
    /// A subject that did not fail for this long begins anew.
    private static let memory = Duration.seconds(900)

    private let settings: BackOffSettings
    private var records: [Subject: Record] = [:]

    init(_ settings: BackOffSettings) {
        self.settings = settings
    }

    /// Subjects that are remembered.
    var count: Int { records.count }

    /// How long the subject still has to wait; nil when it may try.
    func wait(of subject: Subject, now: ContinuousClock.Instant) -> Duration? {
        guard let record = records[subject], let pause = pause(after: record.failures) else { return nil }
        let rest = record.last + pause - now
        return rest > .zero ? rest : nil
    }

    mutating func failed(_ subject: Subject, now: ContinuousClock.Instant) {
        guard settings.after > 0 else { return }
        var record = records[subject] ?? Record(failures: 0, last: now)
        if now - record.last > max(Self.memory, settings.longest) { record.failures = 0 }
        record.failures += 1
        record.last = now
        records[subject] = record
        guard records.count > Self.capacity else { return }
        if let oldest = records.min(by: { $0.value.last < $1.value.last })?.key { records[oldest] = nil }
    }

    mutating func succeeded(_ subject: Subject) {
        records[subject] = nil
    }

    private func pause(after failures: Int) -> Duration? {
        guard failures >= settings.after else { return nil }
        // 2^20 times a tenth of a second is longer than any longest wait.
        let doublings = min(failures - settings.after, 20)
        return min(settings.first * (1 << doublings), settings.longest)
    }
}
