/// Reads the state beside a running `serve`, or without one; never writes and takes no lock of ours.
///
/// Belongs to one thread. It holds a descriptor while it lives, but no transaction, so that it never keeps the
/// journal of the writer from being cleared.
package struct StateReader: ~Copyable {
    private let tables: StateTables

    /// Throws `noDatabase` when there is none, `unreadable` when what is there cannot be read.
    package init(directory: String) throws(StateStoreError) {
        let place = StateDirectory(directory)
        guard SystemCalls.exists(place.database) else { throw .noDatabase(directory: directory) }
        do throws(StateFault) {
            tables = try Self.open(place)
        } catch {
            throw .unreadable(reason: error.text)
        }
    }

    /// A directory that cannot be written has no room for the `-shm`; then the file alone is read.
    private static func open(_ place: StateDirectory) throws(StateFault) -> StateTables {
        do throws(StateFault) {
            return try StateTables(path: place.database, access: .readOnly)
        } catch {
            guard case .unwritable = error else { throw error }
            return try StateTables(path: place.database, access: .immutable)
        }
    }

    package func series() throws(StateStoreError) -> [StoredSeries] {
        try read { () throws(StateFault) in try tables.series() }
    }

    package func files() throws(StateStoreError) -> [StoredFile] {
        try read { () throws(StateFault) in try tables.files() }
    }

    /// In the order of their starts.
    package func segments(of fileID: Int64) throws(StateStoreError) -> [StoredSegment] {
        try read { () throws(StateFault) in try tables.segments(of: fileID) }
    }

    /// The latest `limit` of the loss journal, oldest first.
    package func losses(limit: Int = StateSchema.maxLosses) throws(StateStoreError) -> [StoredLoss] {
        try read { () throws(StateFault) in try tables.losses(limit: limit) }
    }

    /// Series, files and all segments as of one commit.
    package func snapshot() throws(StateStoreError) -> (state: StoredState, segments: [StoredSegment]) {
        try read { () throws(StateFault) in
            try tables.reading { () throws(StateFault) in
                var state = StoredState()
                state.series = try tables.series()
                state.files = try tables.files()
                return (state, try tables.segments(of: nil))
            }
        }
    }

    /// When the latest commit was written, in milliseconds since 1970.
    package var lastCommitMilliseconds: Int64 {
        get throws(StateStoreError) {
            try read { () throws(StateFault) in try tables.meta(.lastCommitMilliseconds) }
        }
    }

    private func read<Result>(_ body: () throws(StateFault) -> Result) throws(StateStoreError) -> Result {
        do throws(StateFault) { return try body() } catch { throw .unreadable(reason: error.text) }
    }
}
