/// What one look at a file tells about its content.
struct FileObservation: Equatable, Sendable {
    var size: UInt64
    var modifiedNanoseconds: Int64
    var changedNanoseconds: Int64

    init(size: UInt64, modifiedNanoseconds: Int64, changedNanoseconds: Int64) {
        self.size = size
        self.modifiedNanoseconds = modifiedNanoseconds
        self.changedNanoseconds = changedNanoseconds
    }

    init(_ status: FileStatus) {
        size = status.size
        modifiedNanoseconds = status.modifiedNanoseconds
        changedNanoseconds = status.changedNanoseconds
    }
}

/// The state of one file that decides what to do next with it.
struct FileState: Equatable, Sendable {
    var position = ReadPosition()
    /// The look after which all was read; nil before the first.
    var observed: FileObservation?
    /// Where the content ends as far as known: what lies between the offset and it is lost if it vanishes.
    ///
    /// The largest size seen while there is more to read; at the end where content ends, without NULs behind it.
    var knownSize: UInt64 = 0
    /// More is to be read than the last turn had room for, or a read failed.
    var hasBacklog = true
    /// An event told of a change that stamps may be too coarse to show.
    var isEventPending = false
    /// Since when no name leads to the file.
    var namelessSince: ContinuousClock.Instant?
    /// When anything was last read or changed.
    var quietSince: ContinuousClock.Instant

    /// As far as known all of it was delivered.
    var isReadOut: Bool { undelivered.isEmpty && !hasBacklog && !isEventPending }

    /// The bytes that are gone if the file is.
    var undelivered: Range<UInt64> { position.offset..<max(position.offset, knownSize) }
}

/// What to do with a file after a look at it.
enum FileAction: Equatable, Sendable {
    case wait
    /// Check the tail marker and read on.
    case read
    /// It is shorter than what was read of it: begin a new generation at its front.
    case restart
    /// Nothing more will come: deliver a last line without newline and let go.
    case finish
}

extension FileState {
    /// The decision of the tailer, free of effects.
    func action(
        for observation: FileObservation,
        at now: ContinuousClock.Instant,
        rotateWait: Duration
    ) -> FileAction {
        if observation.size < position.seenEnd { return .restart }
        if hasBacklog || isEventPending || observation != observed { return .read }
        guard let namelessSince else { return .wait }
        return now - max(namelessSince, quietSince) >= rotateWait ? .finish : .wait
    }
}

/// The share of one file in the totals of its log.
struct FileAccount: Equatable {
    var files = 0
    var drainingFiles = 0
    var size: UInt64 = 0
    var lag: UInt64 = 0
}

/// One file on disk from its first byte to its removal or truncation; confined to the tailer's thread.
final class FileGeneration {
    /// Key of the generation in the tailer; older ones have smaller numbers.
    let slot: Int
    let logIndex: Int
    let identity: FileIdentity
    /// Changes with each truncation: what follows is another generation to the consumer.
    var fileID: Int
    var state: FileState
    /// All names that lead here now.
    var names: Set<BytePath> = []
    /// The name to open it by; the last one known when it has none.
    var path: BytePath
    /// The name it was first met by.
    var origin: BytePath
    /// The file was renamed to a name we do not know while we held it: only the open file leads to it.
    var isPathStale = false
    var file: OpenFile?
    var lastUsed: UInt64 = 0
    var backoff = RetryBackoff()
    /// A look met it without a name, with its content as it was: its writer is done with it, or goes on at its end.
    var isSeenNameless = false
    /// No name leads to it, and none did at the look before: what replaces its content is no log.
    var hasLostName: Bool { isSeenNameless && state.namelessSince != nil }
    /// Nothing of this generation was delivered yet.
    var isNew = true
    /// The file that had the name before; it is read to its end first.
    var predecessor: Int?
    /// How the loss is called if the file is gone before it was read.
    var lossReason = LossReason.deleted
    /// Where reading begins is found out with the first successful open.
    var isPlaced = false
    /// It is no copy of another file, as far as it was compared.
    var isOwn = false
    /// The generation that it is a copy of, whose bytes are not counted again.
    var copyOf: CopiedFile?
    /// A comparison with another generation is under way.
    var check: PendingCheck?
    /// An event told of a write since the last read.
    var isWritePending = false
    /// The size at which the tailer met it, if only what comes after that is asked for.
    var startSize: UInt64?
    /// Up to here only NULs were found behind `seenEnd`.
    var zerosEnd: UInt64 = 0
    /// A search for what follows these NULs was cut short and goes on there.
    var isSearchingZeros = false
    /// How its bytes are text; found out from its first two with the first read.
    var encoding: TextEncoding?
    /// What the totals of the log contain for this file.
    var accounted = FileAccount()

    init(
        slot: Int, logIndex: Int, identity: FileIdentity, fileID: Int, path: BytePath,
        now: ContinuousClock.Instant
    ) {
        self.slot = slot
        self.logIndex = logIndex
        self.identity = identity
        self.fileID = fileID
        self.path = path
        origin = path
        state = FileState(quietSince: now)
    }

    /// When it was last read, changed or renamed.
    var lastNews: ContinuousClock.Instant { max(state.quietSince, state.namelessSince ?? state.quietSince) }

    func checkpoint(logName: String) -> FileCheckpoint {
        var position = state.position
        position.knownSize = max(state.knownSize, position.seenEnd)
        return FileCheckpoint(
            logName: logName, fileID: fileID, path: path, origin: origin, identity: identity,
            position: position, copyOfFileID: copyOf?.fileID)
    }

    /// What the file held is gone or was never its own: it begins anew at its front, under another number.
    func renew(fileID: Int) {
        self.fileID = fileID
        isNew = true
        isPlaced = false
        isOwn = false
        startSize = nil
        zerosEnd = 0
        encoding = nil
        state.position = ReadPosition()
        state.knownSize = 0
        state.observed = nil
        state.hasBacklog = true
    }
}
