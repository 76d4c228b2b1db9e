/// The directory that holds the task lists of all teams of a root.
enum TaskRoot {
    case open(DirectoryHandle)
    /// There is none.
    case none
    /// The system does not show it now; what was seen in it stays.
    case hidden

    var directory: DirectoryHandle? {
        if case .open(let directory) = self { directory } else { nil }
    }
}

/// One directory below `teams`, between scans.
struct TeamRecord: Sendable {
    enum Presence { case team, residual, nothing }

    let name: PathBytes
    private(set) var presence = Presence.nothing
    private(set) var isPending = false
    private(set) var config = CachedFile<TeamConfig>()
    private(set) var lastGoodConfigMs: Int64?
    private(set) var inboxes: [Inbox] = []
    /// Recipients whose inbox is there and could never be read.
    private(set) var unreadableInboxes: [[UInt8]] = []
    /// Changed by every look that found something changed; never the same again, not even after the team went and came.
    private(set) var revision = 0
    private(set) var tasks: [TeamTask] = []
    private(set) var activity: TeamActivity
    private var watches = TeamWatches()
    /// True once all that there is could be looked at.
    private var isFullySeen = false
    private let watchPaths: TeamWatches.Paths
    private let configPath: PathBytes
    private let text: String
    private var inboxFolder: StateFolder<InboxDocument>
    private var taskFolder: StateFolder<TaskDocument>

    init(name: PathBytes, root: PathBytes) {
        self.name = name
        watchPaths = TeamWatches.Paths(root: root, name: name)
        text = String(decoding: name.bytes, as: UTF8.self)
        configPath = name.appending(ConfigDocument.fileName)
        inboxFolder = StateFolder(path: name.appending(PathBytes("inboxes")))
        taskFolder = StateFolder(path: name)
        activity = TeamActivity(team: text, config: nil, inboxes: [], tasks: [], nowMs: 0)
    }

    /// False when nothing can have happened since the last look.
    func needsLook(in round: ScanRound) -> Bool {
        guard let watch = round.watch, isFullySeen,
            watches.cover(hasInboxes: inboxFolder.exists, hasTasks: taskFolder.exists)
        else { return true }
        return watches.haveNews(watch)
    }

    /// Takes note that the last look still holds.
    mutating func confirm(in round: ScanRound) {
        if config.value != nil, config.fault == nil { lastGoodConfigMs = round.nowMs }
    }

    /// Ends what the kernel keeps for this record.
    func forget(by watch: FolderWatch?) {
        if let watch { watches.end(by: watch) }
    }

    /// - Parameter teams: the directory that holds this team's.
    mutating func refresh(
        in teams: DirectoryHandle, tasks: TaskRoot, round: ScanRound, reader: inout StateFileReader
    ) {
        let blindLooks = reader.blindLooks
        // Before anything is read, so that no change falls between the reading and the watch.
        if let watch = round.watch { watches.renew(watchPaths, by: watch) }
        look(in: teams, tasks: tasks, round: round, reader: &reader)
        isFullySeen = !isPending && reader.blindLooks == blindLooks
    }

    private mutating func look(
        in teams: DirectoryHandle, tasks: TaskRoot, round: ScanRound, reader: inout StateFileReader
    ) {
        let look = reader.refresh(
            &config, as: ConfigDocument.self, at: configPath, name: ConfigDocument.fileName, in: teams)
        if look == .absent {
            becomeUnconfigured(in: teams, mayComeBack: config.value != nil && reader.mayRetry)
            return
        }
        presence = .team
        if look != .pending { confirm(in: round) }
        let inboxChange = inboxFolder.refresh(in: teams, reader: &reader)
        let taskChange = lookAtTasks(in: tasks, reader: &reader)
        isPending = look == .pending || inboxChange.isPending || taskChange.isPending
        if inboxChange.isChanged { takeInboxes() }
        if taskChange.isChanged { self.tasks = taskFolder.values.flatMap { $0 } }
        if look == .changed || inboxChange.isChanged || taskChange.isChanged {
            activity = TeamActivity(
                team: text, config: config.value, inboxes: inboxes, tasks: self.tasks, nowMs: round.nowMs)
            revision = reader.looks
        }
    }

    private mutating func takeInboxes() {
        inboxes = []
        unreadableInboxes = []
        for entry in inboxFolder.entries {
            if var inbox = entry.file.value {
                inbox.sizeBytes = entry.file.sizeBytes
                inbox.fault = entry.file.fault
                inboxes.append(inbox)
            } else if entry.file.fault != nil || entry.file.isPending {
                unreadableInboxes.append(InboxDocument.recipient(of: entry.name))
            }
        }
    }

    private mutating func lookAtTasks(
        in tasks: TaskRoot, reader: inout StateFileReader
    ) -> StateFolder<TaskDocument>.Change {
        switch tasks {
        case .open(let directory): return taskFolder.refresh(in: directory, reader: &reader)
        case .none: return dropTasks()
        case .hidden:
            reader.noteBlindLook()
            return .init()
        }
    }

    private mutating func dropTasks() -> StateFolder<TaskDocument>.Change {
        let hadTasks = taskFolder.exists
        taskFolder = StateFolder(path: name)
        return .init(isChanged: hadTasks)
    }

    /// A config that was there may be in the middle of being replaced; else this is what a team left behind, or
    /// nothing of ours.
    private mutating func becomeUnconfigured(in teams: DirectoryHandle, mayComeBack: Bool) {
        isPending = mayComeBack
        guard !mayComeBack else { return }
        config = CachedFile()
        lastGoodConfigMs = nil
        (inboxes, unreadableInboxes, tasks) = ([], [], [])
        activity = TeamActivity(team: text, config: nil, inboxes: [], tasks: [], nowMs: 0)
        _ = dropTasks()
        inboxFolder.lookAtFolder(in: teams)
        presence = inboxFolder.exists ? .residual : .nothing
    }
}
