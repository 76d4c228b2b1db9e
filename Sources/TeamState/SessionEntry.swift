/// One entry of the live session registry, `sessions/<pid>.json`.
package struct SessionEntry: Sendable, Equatable {
    package var pid: Int32
    package var sessionID: String
    /// Start time of that process in clock ticks after boot (field 22 of `/proc/<pid>/stat`).
    ///
    /// Without it the entry proves nothing, because the pid may have gone to another process.
    package var startTicks: UInt64?
    package var statusUpdatedAtMs: Int64?

    package init(pid: Int32, sessionID: String, startTicks: UInt64?, statusUpdatedAtMs: Int64? = nil) {
        self.pid = pid
        self.sessionID = sessionID
        self.startTicks = startTicks
        self.statusUpdatedAtMs = statusUpdatedAtMs
    }
}

/// A registry file; the old form `pid-<n>.json` is ignored, since its entries outlive their processes.
struct SessionDocument: StateDocument {
    static let source = ReadErrorKey.Source.session

    static func selection(of names: [PathBytes]) -> [PathBytes] { names.filter(\.isNumberedJSON) }

    private let entry: SessionEntry?
    let typeFaults: Int

    init(from decoder: any Decoder) throws {
        var object = try LenientObject(from: decoder)
        let pid = object.int("pid").flatMap { Int32(exactly: $0) }
        let sessionID = object.string("sessionId", "session_id")
        let start = object.identifier("procStart").flatMap { UInt64($0) }
        let updatedMs = object.epochMilliseconds("statusUpdatedAt")
        if let pid, pid > 0, let sessionID, !sessionID.isEmpty {
            entry = SessionEntry(
                pid: pid, sessionID: sessionID, startTicks: start, statusUpdatedAtMs: updatedMs)
        } else {
            entry = nil
        }
        typeFaults = object.typeFaults
    }

    func value(named name: PathBytes) -> SessionEntry? { entry }
}
