import StateStore
import TeamState
import TeamTracking

/// The books of all teams, and what of them is not stored yet; used by the one thread that looks.
struct TeamBooks {
    private var roots: [String]
    private(set) var reader: TeamReader
    private var ledger: MessageLedger
    private var tasks: TaskTracker
    var agents: AgentTracker
    /// When processes were last looked at for the agents.
    var evidenceAt: ContinuousClock.Instant?
    /// Pieces that wait to be written, because the store could not be; nil: the piece goes.
    private var unwritten: [[UInt8]: [UInt8]?] = [:]
    private(set) var hasLooked = false

    init(roots: [String], settings: AgentSettings, stored: [StateChange]) {
        self.roots = roots
        reader = TeamReader(roots: roots)
        ledger = MessageLedger(restoring: stored)
        tasks = TaskTracker(restoring: stored)
        agents = AgentTracker(settings: settings, restoring: stored)
    }

    /// Looks at other roots from the next look on; what is known of teams in roots that stay is kept.
    mutating func reconfigure(roots: [String]) {
        guard roots != self.roots else { return }
        self.roots = roots
        reader = TeamReader(roots: roots)
        ledger.forgetRevisions()
        tasks.forgetRevisions()
        agents.forgetRevisions()
    }

    /// Looks at the files and takes in what changed; costs stat calls where nothing did.
    mutating func look(nowMs: Int64) {
        let snapshot = reader.scan(nowMs: nowMs)
        ledger.observe(snapshot, roots: roots, nowMs: nowMs)
        tasks.observe(snapshot, roots: roots, nowMs: nowMs)
        agents.observe(snapshot, roots: roots, nowMs: nowMs)
        hasLooked = true
    }

    func report(interval: Duration, nowMs: Int64) -> TeamReport {
        TeamReport(
            ledger: ledger, taskTracker: tasks, agentTracker: agents, interval: interval, nowMs: nowMs)
    }
}

// MARK: - Storing

extension TeamBooks {
    var hasNews: Bool {
        ledger.hasChanges || tasks.hasChanges || agents.hasChanges || !unwritten.isEmpty
    }

    /// All that is not stored yet, or all there is; kept until `didWrite`.
    mutating func changes(everything: Bool, adding others: [StateChange]) -> StateChanges {
        if everything { unwritten = [:] }
        let pieces =
            ledger.takeChanges(everything: everything) + tasks.takeChanges(everything: everything)
            + agents.takeChanges(everything: everything) + others
        for piece in pieces { unwritten.updateValue(piece.bytes, forKey: piece.name) }
        var changes = StateChanges()
        for (name, content) in unwritten {
            if let content {
                changes.documents.append(StoredDocument(name: name, content: content))
            } else {
                changes.forgottenDocuments.append(name)
            }
        }
        return changes
    }

    mutating func didWrite() { unwritten = [:] }
}
