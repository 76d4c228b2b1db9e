import LogTailing
import TeamTracking

/// The books of all transcripts: what each agent used, how long its turns took, and when it was last heard of.
///
/// Pure: it is shown what was found, and tells what that adds up to. Everything in it belongs together: the totals are
/// those of the lines before the positions, at each end of a batch.
struct TranscriptBook: Sendable {
    let bounds: [Double]
    private(set) var owners: [TranscriptOwner: OwnerTotals] = [:]
    private(set) var skipped: [SkipReason: Int64] = [:]
    var files: [Int: TranscriptFile] = [:]
    var memory: ResponseMemory
    /// What went wrong with reading since the first start.
    var readFaults = ReadFaults()
    /// For each root that was ever followed: only what is newer counts. 0 where all history does.
    var rootStarts: [String: Int64] = [:]
    /// All there was at the first start was read once, so that an old response that is not known is a copy.
    var hasCaughtUp = false
    /// The transcripts of sessions themselves.
    var sessions: [TranscriptPlace.Session: Int] = [:]
    /// Files with something that waits for its owner.
    var waiting: Set<Int> = []
    var changes = Changes()
    private var prunedMs: Int64 = 0
    /// The time of the batch at hand.
    private var nowMs: Int64 = 0

    /// What is not stored yet.
    struct Changes: Equatable {
        var files: Set<Int> = []
        var owners: Set<TranscriptOwner> = []
        var isHeaderChanged = false
    }

    /// Owners with totals of their own; those beyond share one.
    static let maxOwners = 4000
    /// An owner whose team is gone is kept for a week after its last growth: each session may be a team of its own.
    static let keptMs: Int64 = 7 * 86_400_000
    private static let pruneIntervalMs: Int64 = 3_600_000
    /// Clocks of writers may be this far ahead; what is beyond counts as now.
    private static let toleratedSkewMs: Int64 = 5000

    init(bounds: [Double], memory: ResponseMemory = ResponseMemory()) {
        self.bounds = bounds
        self.memory = memory
    }

    /// What one batch found.
    struct Findings {
        var facts: [Int: FileFacts] = [:]
        var moved: [FileCheckpoint] = []
        var forgotten: [Int] = []
        var sidecars: [Int: Sidecar] = [:]
        /// Files that are read whole at a first start, since they belong to living teams.
        var wholeFiles: Set<BytePath> = []
    }

    mutating func take(_ findings: Findings, teams: KnownTeams, nowMs: Int64) {
        self.nowMs = nowMs
        for checkpoint in findings.moved {
            take(checkpoint, isWhole: findings.wholeFiles.contains(checkpoint.origin))
        }
        for (fileID, sidecar) in findings.sidecars where files[fileID] != nil {
            files[fileID]?.sidecar = sidecar
            changes.files.insert(fileID)
        }
        for (fileID, facts) in findings.facts.sorted(by: { $0.key < $1.key }) {
            take(facts, of: fileID, teams)
        }
        for fileID in findings.forgotten { forget(fileID) }
    }

    /// Gives what waits to those it belongs to, and once all is read what is left to nobody.
    mutating func settle(isCaughtUp: Bool, teams: KnownTeams, nowMs: Int64) {
        self.nowMs = nowMs
        for fileID in waiting.sorted() { settle(fileID, else: isCaughtUp ? .nobody : nil, teams) }
        if isCaughtUp, !hasCaughtUp {
            hasCaughtUp = true
            changes.isHeaderChanged = true
        }
        prune(teams)
    }

    private mutating func settle(_ fileID: Int, else stranger: TranscriptOwner?, _ teams: KnownTeams) {
        guard let file = files[fileID], let pending = file.pending,
            let owner = owner(of: file, teams) ?? stranger
        else { return }
        credit(owner) { $0.add(pending) }
        files[fileID]?.pending = nil
        changes.files.insert(fileID)
        waiting.remove(fileID)
    }
}

// MARK: - Files

extension TranscriptBook {
    private mutating func take(_ checkpoint: FileCheckpoint, isWhole: Bool) {
        let fileID = checkpoint.fileID
        if files[fileID] == nil {
            files[fileID] = TranscriptFile(checkpoint, countsHistory: isWhole)
        } else {
            files[fileID]?.checkpoint = checkpoint
        }
        if let place = files[fileID]?.place, !place.isSubagent { sessions[place.session] = fileID }
        changes.files.insert(fileID)
    }

    private mutating func forget(_ fileID: Int) {
        guard let file = files.removeValue(forKey: fileID) else { return }
        if let pending = file.pending { credit(.nobody) { $0.add(pending) } }
        waiting.remove(fileID)
        changes.files.insert(fileID)
        if let session = file.place?.session, sessions[session] == fileID { sessions[session] = nil }
    }

    private mutating func take(_ facts: FileFacts, of fileID: Int, _ teams: KnownTeams) {
        for (reason, count) in facts.skipped { skip(reason, count) }
        let limitMs = limit(of: files[fileID])
        for fact in facts.facts {
            switch fact {
            case .tags(let tags):
                files[fileID]?.tags = tags
                settle(fileID, else: nil, teams)
            case .spawn(let team):
                files[fileID]?.spawnedTeam = team
                settle(fileID, else: nil, teams)
            case .response(let response):
                count(response, timeMs: clamped(response.timeMs), limitMs, fileID, teams)
            case .turn(let turn):
                count(turn, timeMs: clamped(turn.timeMs), limitMs, fileID, teams)
            }
        }
        if let latestMs = facts.latestMs {
            let timeMs = clamped(latestMs)
            credit(fileID, teams) { $0.note(latestMs: timeMs) }
        }
    }

    /// What is not known and not newer than this may have been counted before, or is not to be.
    private func limit(of file: TranscriptFile?) -> Int64? {
        let root = file?.place.flatMap { rootStarts[$0.session.root] }
        let startMs = file?.countsHistory == true ? nil : root
        return [startMs, hasCaughtUp ? memory.forgottenMs : nil].compactMap(\.self).max()
    }

    private func clamped(_ timeMs: Int64?) -> Int64 {
        guard let timeMs, timeMs <= nowMs + Self.toleratedSkewMs else { return nowMs }
        return timeMs
    }
}

// MARK: - Counting

extension TranscriptBook {
    private mutating func count(
        _ response: Response, timeMs: Int64, _ limitMs: Int64?, _ fileID: Int, _ teams: KnownTeams
    ) {
        let growth =
            response.key.map { memory.take($0, response.amounts, timeMs: timeMs, limitMs: limitMs) }
            ?? .by(response.amounts)
        switch growth {
        case .none: break
        case .tooOld: skip(.tooOld, 1)
        case .by(let amounts):
            credit(fileID, teams) { $0.add(amounts, model: response.model) }
        }
    }

    private mutating func count(
        _ turn: Turn, timeMs: Int64, _ limitMs: Int64?, _ fileID: Int, _ teams: KnownTeams
    ) {
        if let key = turn.key {
            switch memory.isFirst(key, timeMs: timeMs, limitMs: limitMs) {
            case nil: return skip(.tooOld, 1)
            case false?: return
            case true?: break
            }
        }
        let bounds = bounds
        credit(fileID, teams) { $0.observe(turnMs: turn.durationMs, bounds: bounds) }
    }

    private mutating func skip(_ reason: SkipReason, _ count: Int64) {
        skipped[reason, default: 0] += count
        changes.isHeaderChanged = true
    }

    private mutating func credit(
        _ fileID: Int, _ teams: KnownTeams, _ change: (inout OwnerTotals) -> Void
    ) {
        guard let file = files[fileID] else { return credit(.nobody, change) }
        if let owner = owner(of: file, teams) { return credit(owner, change) }
        change(&files[fileID, default: file].pending[orEmpty: bounds.count])
        waiting.insert(fileID)
        changes.files.insert(fileID)
    }

    private mutating func credit(_ owner: TranscriptOwner, _ change: (inout OwnerTotals) -> Void) {
        let hasRoom = owners[owner] != nil || owners.count < Self.maxOwners
        let place = hasRoom ? owner : .other
        change(&owners[place, default: OwnerTotals(bounds: bounds.count)])
        owners[place]?.changedMs = nowMs
        changes.owners.insert(place)
    }

    /// Ends what was counted of agents whose team is gone and that were silent for long.
    private mutating func prune(_ teams: KnownTeams) {
        guard nowMs - prunedMs >= Self.pruneIntervalMs else { return }
        prunedMs = nowMs
        let labels = teams.labels.union([TranscriptOwner.nobody.team, TranscriptOwner.other.team])
        for (owner, totals) in owners where !labels.contains(owner.team) {
            guard totals.changedMs < nowMs - Self.keptMs else { continue }
            owners[owner] = nil
            changes.owners.insert(owner)
        }
    }

    mutating func restore(owner: TranscriptOwner, _ totals: OwnerTotals) { owners[owner] = totals }

    mutating func restore(skipped counts: [SkipReason: Int64]) { skipped = counts }
}

extension OwnerTotals? {
    fileprivate subscript(orEmpty bounds: Int) -> OwnerTotals {
        get { self ?? OwnerTotals(bounds: bounds) }
        set { self = newValue }
    }
}
