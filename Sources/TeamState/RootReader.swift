/// Whether a root could be looked at.
package enum RootState: Sendable, Equatable {
    case readable
    /// The root does not exist (yet): normal.
    case absent
    /// It is there but cannot be listed, or is no directory. What the last good look showed stays for
    /// `TeamReader.graceMs` when the system failed.
    case unreadable
    /// The same directory as an earlier root, whose teams are counted there.
    case duplicate(ofIndex: Int)
}

/// One root (`~/.claude`) between scans.
struct RootReader: Sendable {
    /// Device and inode of the `teams` directory.
    struct Identity: Hashable, Sendable {
        let device: UInt64
        let inode: UInt64
    }

    private(set) var state = RootState.absent
    private(set) var identity: Identity?
    private(set) var records: [TeamRecord] = []
    private(set) var sessionFolder = StateFolder<SessionDocument>(path: PathBytes("."))
    private(set) var isPending = false
    /// False when the root is there and nothing is known of its teams.
    private(set) var isKnown = true
    /// When the root was last looked at without a fault.
    private var lastGoodLookMs: Int64?
    private let path: PathBytes
    private var listed: FileStamp?
    private var wasUnsettled = false
    private var seenTasks: FileStamp?
    /// True when folders may have been replaced, so that their watches say nothing.
    private var mustLookAtAll = true
    /// Whether the kernel tells of all changes in the directories that were listed last.
    private var canWatch = false
    private var isWatchJudged = false

    init(path: String) { self.path = PathBytes(path) }

    /// - Parameter earlier: identities of the roots before this one, by their position.
    mutating func refresh(_ round: ScanRound, earlier: [Identity: Int], reader: inout StateFileReader) {
        do throws(FileFault) {
            try look(round, earlier: earlier, reader: &reader)
            isKnown = true
            lastGoodLookMs = round.nowMs
        } catch {
            becomeUnusable(because: error, round: round, reader: &reader)
        }
    }

    private mutating func look(
        _ round: ScanRound, earlier: [Identity: Int], reader: inout StateFileReader
    ) throws(FileFault) {
        let root = try DirectoryHandle.open(operatorPath: path)
        state = .readable
        isPending = refreshSessions(in: root, reader: &reader)
        let teams: DirectoryHandle
        do throws(FileFault) {
            teams = try root.operatorSubdirectory(PathBytes("teams"))
        } catch .absent {
            return forgetTeams(round)
        }
        try list(teams, round: round, earlier: earlier, reader: &reader)
        if case .duplicate = state { return }
        refreshTeams(in: teams, tasks: openTasks(in: root, reader: &reader), round: round, reader: &reader)
    }

    private mutating func list(
        _ teams: DirectoryHandle, round: ScanRound, earlier: [Identity: Int], reader: inout StateFileReader
    ) throws(FileFault) {
        let stamp = try teams.stamp()
        let identity = Identity(device: stamp.device, inode: stamp.inode)
        self.identity = identity
        if let index = earlier[identity] {
            forgetTeams(round)
            state = .duplicate(ofIndex: index)
            return
        }
        guard stamp != listed || (wasUnsettled && !round.isRetry) else { return }
        let names = try teams.names(directoriesOnly: true).filter { !$0.isHidden }
        var known: [PathBytes: TeamRecord] = [:]
        for record in records { known[record.name] = record }
        records = names.map { known.removeValue(forKey: $0) ?? TeamRecord(name: $0, root: path) }
        for record in known.values { record.forget(by: round.watch) }
        (listed, wasUnsettled) = (stamp, reader.isUnsettled(stamp))
        mustLookAtAll = true
    }

    private mutating func refreshTeams(
        in teams: DirectoryHandle, tasks: TaskRoot, round: ScanRound, reader: inout StateFileReader
    ) {
        let round = watchable(round, tasks: tasks.directory, reader: reader)
        for index in records.indices {
            let isDue =
                round.isRetry
                ? records[index].isPending
                : mustLookAtAll || round.isVerificationDue(atPosition: index)
                    || records[index].needsLook(in: round)
            if isDue {
                records[index].refresh(in: teams, tasks: tasks, round: round, reader: &reader)
            } else {
                records[index].confirm(in: round)
            }
            if records[index].isPending { isPending = true }
        }
        if !round.isRetry { mustLookAtAll = false }
    }

    /// The round without its watch where the kernel would not tell of all changes; and notes whether task lists
    /// came, went or were replaced, which no team's watch tells.
    private mutating func watchable(
        _ round: ScanRound, tasks: DirectoryHandle?, reader: StateFileReader
    ) -> ScanRound {
        let stamp = tasks.flatMap { try? $0.stamp() }
        if stamp != seenTasks || stamp.map(reader.isUnsettled) == true { mustLookAtAll = true }
        seenTasks = stamp
        guard round.watch != nil else { return round }
        if mustLookAtAll || !isWatchJudged {
            let mounts = MountTable.current()
            canWatch = [listed, seenTasks].compactMap { $0?.device }.allSatisfy(mounts.isLocal)
            isWatchJudged = true
        }
        var watchable = round
        if !canWatch { watchable.watch = nil }
        return watchable
    }

    private func openTasks(in root: DirectoryHandle, reader: inout StateFileReader) -> TaskRoot {
        do throws(FileFault) {
            return .open(try root.operatorSubdirectory(PathBytes("tasks")))
        } catch {
            if error != .absent { reader.count(.task, error == .wrongKind ? .type : .io) }
            return error.mayPass ? .hidden : .none
        }
    }

    /// - Returns: whether a half-written entry waits.
    private mutating func refreshSessions(in root: DirectoryHandle, reader: inout StateFileReader) -> Bool {
        do throws(FileFault) {
            let sessions = try root.operatorSubdirectory(PathBytes("sessions"))
            return sessionFolder.refresh(in: sessions, reader: &reader).isPending
        } catch {
            // What the system does not show now stays: an old entry proves nothing unless its process lives.
            if !error.mayPass { sessionFolder = StateFolder(path: PathBytes(".")) }
            if error != .absent { reader.count(.session, error == .wrongKind ? .type : .io) }
            return false
        }
    }

    private mutating func becomeUnusable(
        because fault: FileFault, round: ScanRound, reader: inout StateFileReader
    ) {
        if fault != .absent { reader.count(.root, fault == .wrongKind ? .type : .io) }
        state = fault == .absent ? .absent : .unreadable
        isPending = false
        // Whatever happened meanwhile, the next good look starts with the list.
        listed = nil
        isKnown = fault == .absent || isInGrace(fault, nowMs: round.nowMs)
        if isKnown, fault != .absent { return }
        sessionFolder = StateFolder(path: PathBytes("."))
        forgetTeams(round)
    }

    private func isInGrace(_ fault: FileFault, nowMs: Int64) -> Bool {
        guard fault.mayPass, let lastGoodLookMs else { return false }
        return nowMs - lastGoodLookMs <= TeamReader.graceMs
    }

    private mutating func forgetTeams(_ round: ScanRound) {
        for record in records { record.forget(by: round.watch) }
        records = []
        listed = nil
        identity = nil
    }
}
