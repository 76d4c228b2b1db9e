package import TeamState

/// Tells what each agent is doing, and counts how often one timed out.
///
/// Pure: it is shown what the files say at a time. Where a timeout would be counted it asks for fresh evidence first
/// (`wantsEvidence`), since one whose process died has not timed out.
package struct AgentTracker: Sendable {
    private var settings: AgentSettings
    /// Set from outside; what it says holds until it is set again.
    package var evidence = AgentEvidence() {
        didSet {
            guard evidence != oldValue else { return }
            becomeDue()
        }
    }
    var teams: [TeamKey: TeamAgents] = [:]
    private var elsewhere: [AgentKey: AgentMessage] = [:]
    /// Teams whose stored form is out of date.
    private var dirty: Set<TeamKey> = []
    private var look = 0
    /// The rules have changed since the last look.
    private var isRejudging = false
    /// A root is there and its teams are not known.
    private var isComplete = true

    /// How long the series of an agent that is gone go on, so that its last numbers are scraped.
    package static let graceMs: Int64 = 300_000

    package init(settings: AgentSettings = AgentSettings()) { self.settings = settings }

    /// Judges by other rules from now on. What that changes is no timeout; counts go on.
    package mutating func reconfigure(_ settings: AgentSettings) {
        guard settings != self.settings else { return }
        self.settings = settings
        isRejudging = true
        becomeDue()
    }

    /// Another reader has taken the place of the one before: its revisions mean nothing here.
    package mutating func forgetRevisions() {
        for key in teams.keys { teams[key]?.forgetRevision() }
    }

    private mutating func becomeDue() {
        for key in teams.keys { teams[key]?.becomeDue() }
    }
}

// MARK: - Looking

extension AgentTracker {
    /// Takes in what the files show now; `judge` is to follow.
    package mutating func observe(_ snapshot: TeamSnapshot, roots: [String], nowMs: Int64) {
        look += 1
        isComplete = snapshot.isComplete
        var senders: SenderTeams?
        for (index, team) in snapshot.teams.enumerated() {
            let key = TeamKey(root: roots[team.rootIndex], directory: team.directoryName)
            let isDue = teams[key, default: TeamAgents()].isDue(
                look: look, team: team, revision: snapshot.revisions[index], nowMs: nowMs)
            guard isDue else { continue }
            let table = senders ?? SenderTeams(snapshot, roots: roots)
            senders = table
            let ahead = teams[key]?.ahead ?? AheadTimes()
            let gathered = AgentGathering(team, key: key, senders: table, ahead: ahead, nowMs: nowMs)
            if gathered.ahead != ahead { dirty.insert(key) }
            teams[key]?.take(team, gathered)
        }
        if senders != nil { gatherElsewhere() }
        let blind = zip(roots, snapshot.roots).filter { $0.1 == .unreadable }.map(\.0)
        missTeams(blindRoots: Set(blind), nowMs: nowMs)
    }

    /// Whether a timeout would be counted now, so that the evidence should be that of now.
    package func wantsEvidence(nowMs: Int64) -> Bool {
        teams.contains { key, team in
            !team.isHidden && team.dueMs <= nowMs && team.wouldTimeOut(context(key, nowMs: nowMs))
        }
    }

    /// Draws the conclusions of the last look.
    package mutating func judge(nowMs: Int64) {
        for (key, team) in teams where !team.isHidden && team.dueMs <= nowMs {
            let context = context(key, nowMs: nowMs)
            if teams[key]?.judge(context, isFirst: isRejudging) == true { dirty.insert(key) }
        }
        isRejudging = false
    }

    private func context(_ key: TeamKey, nowMs: Int64) -> TeamAgents.Context {
        TeamAgents.Context(
            key: key, settings: settings, dead: evidence.dead[key] ?? [],
            transcriptActivityMs: evidence.transcriptActivityMs[key] ?? [:], elsewhere: elsewhere,
            nowMs: nowMs)
    }

    private mutating func gatherElsewhere() {
        var all: [AgentKey: AgentMessage] = [:]
        for team in teams.values {
            all.merge(team.foreign) { $0.order >= $1.order ? $0 : $1 }
        }
        guard all != elsewhere else { return }
        elsewhere = all
        becomeDue()
    }

    private mutating func missTeams(blindRoots: Set<String>, nowMs: Int64) {
        for (key, team) in teams where team.lastLook != look {
            guard !blindRoots.contains(key.root) else {
                teams[key]?.hide()
                continue
            }
            if let since = team.missingSinceMs, nowMs - since > Self.graceMs {
                teams[key] = nil
                dirty.insert(key)
            } else if team.isPresent || team.missingSinceMs == nil {
                teams[key]?.vanish(nowMs: nowMs)
                dirty.insert(key)
            }
        }
    }
}

extension SenderTeams {
    fileprivate init(_ snapshot: TeamSnapshot, roots: [String]) {
        let present = snapshot.teams.map { team in
            (
                directory: String(decoding: team.directoryName, as: UTF8.self),
                team: PairTeam(
                    label: team.label,
                    key: TeamKey(root: roots[team.rootIndex], directory: team.directoryName))
            )
        }
        self.init(present: present, former: [])
    }
}

// MARK: - Reporting

extension AgentTracker {
    /// What is known of all agents; those that are gone are in it for `graceMs`.
    package func report(nowMs: Int64) -> AgentReport {
        // Of two teams of one name the one that is there comes first.
        let order = teams.filter { !$0.value.isHidden }.sorted { left, right in
            left.value.label != right.value.label
                ? left.value.label < right.value.label : left.value.isPresent && !right.value.isPresent
        }
        var report = AgentReport()
        var (label, start): (String?, Int) = (nil, 0)
        for (key, team) in order {
            let isShared = team.label == label
            if !isShared { (label, start) = (team.label, report.agents.count) }
            let agents = agents(of: team, context(key, nowMs: nowMs))
            if isShared { report.merge(agents, from: start) } else { report.agents += agents }
            guard team.hasRoster else { continue }
            var counts = AgentReport.TeamCounts(team: team.label, timesAhead: team.ahead.count)
            for agent in agents { counts.byState[agent.state, default: 0] += 1 }
            report.teams.append(counts)
        }
        if isComplete { addExpected(to: &report) }
        return report
    }

    private func agents(of team: TeamAgents, _ context: TeamAgents.Context) -> [AgentReport.Agent] {
        var agents = team.facts.compactMap { member -> AgentReport.Agent? in
            guard let book = team.books[member.name] else { return nil }
            let look = team.look(at: member, context)
            let isGone = look.state == .departed
            if isGone, hasExpired(book, context.nowMs) { return nil }
            return AgentReport.Agent(
                team: team.label, name: member.name, state: look.state,
                isUp: isGone ? nil : look.verdict(by: settings.upRule) == .up,
                idleMs: isGone ? nil : look.activityMs.map { max(0, context.nowMs - $0) },
                activityMs: look.activityMs, timeouts: book.timeouts.count, timeoutMs: look.timeoutMs)
        }
        let present = Set(team.facts.map(\.name))
        let gone = team.books.filter { name, book in
            !present.contains(name) && book.departedMs != nil && !hasExpired(book, context.nowMs)
        }
        for (name, book) in gone.sorted(by: { $0.key < $1.key }) {
            agents.append(self.gone(team.label, name, book))
        }
        return agents
    }

    private func hasExpired(_ book: AgentBook, _ nowMs: Int64) -> Bool {
        book.departedMs.map { nowMs - $0 > Self.graceMs } ?? false
    }

    private func gone(_ team: String, _ name: String, _ book: AgentBook?) -> AgentReport.Agent {
        AgentReport.Agent(
            team: team, name: name, state: .departed, isUp: nil, idleMs: nil,
            activityMs: book?.timeouts.activityMs, timeouts: book?.timeouts.count ?? 0,
            timeoutMs: settings.timeoutMs(team: team, agent: name))
    }

    private func addExpected(to report: inout AgentReport) {
        let present = Set(teams.values.filter(\.hasRoster).map(\.label))
        for expected in settings.expected {
            report.expectedTeams[expected.team] = present.contains(expected.team)
            guard let name = expected.agent else { continue }
            if let place = report.agents.firstIndex(where: { $0.team == expected.team && $0.name == name }) {
                report.agents[place].isUp = report.agents[place].isUp ?? false
                continue
            }
            let book = teams.values.lazy.compactMap { $0.label == expected.team ? $0.books[name] : nil }.first
            var agent = gone(expected.team, name, book)
            agent.isUp = false
            report.agents.append(agent)
        }
    }
}

extension AgentReport {
    /// Adds agents of a team whose name another team has too: one that is there goes before one that is gone.
    fileprivate mutating func merge(_ others: [Agent], from start: Int) {
        for agent in others {
            if let place = agents[start...].firstIndex(where: { $0.name == agent.name }) {
                if agents[place].isUp == nil { agents[place] = agent }
            } else {
                agents.append(agent)
            }
        }
    }
}

// MARK: - Storing

extension AgentTracker {
    package var hasChanges: Bool { !dirty.isEmpty }

    /// As `MessageLedger.takeChanges`.
    package mutating func takeChanges(everything: Bool = false) -> [StateChange] {
        defer { dirty = [] }
        let keys = everything ? Set(teams.keys) : dirty
        return keys.map { StateChange(name: StatePiece.agents($0).name, bytes: teams[$0]?.encode()) }
    }

    /// Takes up what an earlier run stored; what cannot be read begins anew.
    package init(settings: AgentSettings = AgentSettings(), restoring stored: [StateChange]) {
        self.init(settings: settings)
        for change in stored {
            guard case .agents(let key) = StatePiece(name: change.name), let bytes = change.bytes else {
                continue
            }
            do { teams[key] = try TeamAgents(decoding: bytes) } catch { dirty.insert(key) }
        }
    }
}
