/// What the members of the teams do.
extension Simulation {
    /// A member's turn ends: it may have moved a task and written to someone; a teammate then says it is idle.
    mutating func endTurn(team: Int, member: Int, nowMs: Int64) throws(SimulationError) {
        agenda.plan(.turn(team: team, member: member), at: nowMs + random.milliseconds(2000...9000) / pace)
        guard teams[team].isAwake else { return }
        try writeTranscript(team: team, member: member, nowMs: nowMs)
        if member == 0 {
            if random.chance(percent: 55) {
                try teams[team].createTask(random.pick(Self.subjects))
                tally.createdTasks += 1
            }
        } else if try teams[team].advanceTask(of: member) {
            tally.completedTasks += 1
        }
        if random.chance(percent: 60) { try writeMessage(team: team, from: member, nowMs: nowMs) }
        guard member != 0 else { return }
        try teams[team].notifyIdle(from: member, nowMs: nowMs)
        tally.idleNotifications += 1
        tally.messages += 1
        agenda.plan(.pickUp(team: team, member: 0), at: nowMs + random.milliseconds(0...1000))
    }

    private mutating func writeMessage(team: Int, from sender: Int, nowMs: Int64) throws(SimulationError) {
        let others = teams[team].members.indices.filter { $0 != sender }
        let recipient = random.pick(others)
        let text = "\(random.pick(Self.openings)) \(random.pick(Self.subjects))"
        let answered = try teams[team].sendText(text, from: sender, to: recipient, nowMs: nowMs)
        if let answered { tally.responses[teams[team].name, default: LatencyTally()].note(answered) }
        tally.messages += 1
        agenda.plan(.pickUp(team: team, member: recipient), at: nowMs + random.milliseconds(0...1000))
    }

    /// The recipient's harness picks up all that is unread.
    mutating func pickUp(team: Int, recipient: Int, nowMs: Int64) throws(SimulationError) {
        let sentMs = try teams[team].pickUp(recipient: recipient)
        tally.readMessages += sentMs.count
        for time in sentMs {
            tally.deliveries[teams[team].name, default: LatencyTally()].note(nowMs - time)
        }
    }

    /// What the member did in the turn goes into its transcript, and into the tally.
    private mutating func writeTranscript(team: Int, member: Int, nowMs: Int64) throws(SimulationError) {
        if member == 0, teams[team].isSessionLong {
            try teams[team].beginSession(SimulatedSession.newID(&transcriptRandom))
        }
        let turn = SimulatedTurn.random(isLead: member == 0, endMs: nowMs, &transcriptRandom)
        try teams[team].record(turn, of: member)
        let agent = AgentTally.Key(team: teams[team].name, agent: teams[team].members[member])
        tally.agents[agent, default: AgentTally()].note(turn)
    }

    private static let openings = ["Please look at:", "I have finished:", "A question about:", "Blocked by:"]
    private static let subjects = [
        "the parser of dates", "the retry after a timeout", "the page of settings", "the flaky login test",
        "the import of old orders", "the cache of thumbnails",
    ]
}
