import Foundation
import TeamState
import TeamTracking
import TestSupport
import Testing

@testable import Transcripts

/// A root with transcripts, a reader that follows it, and a store that keeps what the reader gives.
final class TranscriptWorld {
    static let bounds: [Double] = [1, 10, 60]

    let directory: TemporaryDirectory
    var teams = KnownTeams()
    var nowMs: Int64 = 1_790_000_000_000
    private(set) var reader: TranscriptReader
    private(set) var store: [[UInt8]: [UInt8]] = [:]
    private let countsHistory: Bool
    private let maxPages: Int
    private var clock = ContinuousClock.now

    /// A small turn and short lines, so that a test need not write megabytes.
    init(countsHistory: Bool = true, maxPages: Int = 1000) throws {
        directory = try TemporaryDirectory("transcripts")
        self.countsHistory = countsHistory
        self.maxPages = maxPages
        reader = TranscriptReader(
            Self.settings([directory.path], countsHistory), memory: ResponseMemory(maxPages: maxPages))
    }

    private static func settings(_ roots: [String], _ countsHistory: Bool) -> TranscriptReader.Settings {
        var settings = TranscriptReader.Settings(roots: roots, turnBounds: bounds)
        settings.countsHistory = countsHistory
        settings.maxLineBytes = 100_000
        settings.bytesPerTurn = 400_000
        return settings
    }

    /// Looks until all that is there was read.
    func read() {
        for _ in 0..<1000 where turn() { return }
        Issue.record("the transcripts were not read to their ends in a thousand turns")
    }

    /// - Returns: whether all was read.
    @discardableResult
    func turn(history: HistorySearch.Findings? = nil) -> Bool {
        clock += .milliseconds(500)
        return reader.turn(teams: teams, nowMs: nowMs, now: clock, history: history)
    }

    func commit(everything: Bool = false) {
        for change in reader.takeChanges(everything: everything) { store[change.name] = change.bytes }
    }

    /// Another program goes on from what was committed.
    func restart() {
        let stored = store.map { StateChange(name: $0.key, bytes: $0.value) }
        reader = TranscriptReader(
            Self.settings([directory.path], countsHistory), stored: stored.shuffled(),
            memory: ResponseMemory(maxPages: maxPages))
    }

    /// Follows other roots from now on.
    func follow(_ roots: [String]) {
        reader.reconfigure(Self.settings(roots, countsHistory))
    }

    /// Whether there is something to store; it counts as stored then.
    func hasNews() -> Bool { !reader.takeChanges().isEmpty }

    func loseStore() { store = [:] }

    func damage(_ change: ([UInt8]) -> [UInt8]) { store = store.mapValues(change) }

    /// Tokens over all agents, by model.
    var models: [String: TokenAmounts] {
        var models: [String: TokenAmounts] = [:]
        for totals in reader.report().owners.values {
            for (model, amounts) in totals.tokens { models[model, default: TokenAmounts()] += amounts }
        }
        return models
    }

    /// Output tokens by `team/agent`, of those who have any.
    var output: [String: Int64] {
        var output: [String: Int64] = [:]
        for (owner, totals) in reader.report().owners {
            let sum = totals.tokens.values.reduce(0) { $0 + $1[.output] }
            if sum > 0 { output["\(owner.team)/\(owner.agent)"] = sum }
        }
        return output
    }

    /// Of the known teams, by `team/agent`.
    var activity: [String: Int64] {
        var activity: [String: Int64] = [:]
        for (key, agents) in reader.report().activity(in: teams) {
            let team = String(decoding: key.directory, as: UTF8.self)
            for (agent, latestMs) in agents { activity["\(team)/\(agent)"] = latestMs }
        }
        return activity
    }

    func skipped(_ reason: SkipReason) -> Int64 { reader.report().skipped[reason] ?? 0 }

    func know(_ teams: KnownTeams.Entry...) { self.teams = KnownTeams(teams) }

    /// A team as its config would show it.
    func team(
        _ directory: String, lead: String? = "boss", leadSession: String? = nil, isLiving: Bool = true,
        label: String? = nil
    ) -> KnownTeams.Entry {
        let members = lead.map { [Member(name: $0)] } ?? []
        let config = TeamConfig(
            createdAtMs: 1_700_000_000_000, leadAgentID: lead.map { "\($0)@\(directory)" },
            leadSessionID: leadSession, members: members)
        let team = Team(label: label ?? directory, directoryName: Array(directory.utf8), config: config)
        return KnownTeams.Entry(team, root: self.directory.path, isLiving: isLiving)
    }
}

/// Lines as the harness writes them.
enum Line {
    static func response(
        _ id: String?, output: Int, input: Int = 1, model: String = "m", tags: (String, String)? = nil,
        time: String = "2026-09-21T10:00:00.000Z", uuid: String = "u", text: String = "hello"
    ) -> String {
        let id = id.map { "\"id\":\"\($0)\"," } ?? ""
        let names = tags.map { ",\"teamName\":\"\($0.0)\",\"agentName\":\"\($0.1)\"" } ?? ""
        return
            "{\"type\":\"assistant\",\"uuid\":\"\(uuid)\",\"timestamp\":\"\(time)\"\(names),\"message\":{\(id)"
            + "\"model\":\"\(model)\",\"content\":[{\"type\":\"text\",\"text\":\"\(text)\"}],\"usage\":{"
            + "\"input_tokens\":\(input),\"output_tokens\":\(output)}}}\n"
    }

    static func turn(_ milliseconds: Int, uuid: String = "t", time: String = "2026-09-21T10:00:00.000Z")
        -> String
    {
        "{\"type\":\"system\",\"subtype\":\"turn_duration\",\"durationMs\":\(milliseconds),\"uuid\":\"\(uuid)\","
            + "\"timestamp\":\"\(time)\"}\n"
    }

    static func spawn(_ agentID: String) -> String {
        "{\"type\":\"user\",\"message\":{\"role\":\"user\",\"content\":[]},\"toolUseResult\":{\"status\":"
            + "\"teammate_spawned\",\"agent_id\":\"\(agentID)\"}}\n"
    }

    static func text(_ text: String, time: String = "2026-09-21T10:00:00.000Z") -> String {
        "{\"type\":\"user\",\"timestamp\":\"\(time)\",\"message\":{\"role\":\"user\",\"content\":\"\(text)\"}}\n"
    }
}
