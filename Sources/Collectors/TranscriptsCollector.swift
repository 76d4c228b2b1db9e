package import MetricModel
import Synchronization
package import TeamCensus
package import TeamRecording
import TeamState
package import TeamTracking
import Transcripts

/// Publishes what the transcripts of the agents tell: tokens, turns, and how the reading goes.
///
/// Reading is apart from scrapes: let a thread call `look` once a second. What is published, what is to be stored and
/// when agents were last heard of are those of the last look, so that none of them waits for a file.
package final class TranscriptsCollector: Collector {
    package let name = "transcripts"

    /// What the last look left for others.
    private struct Outcome {
        var report = TranscriptReport()
        /// By the names of the pieces; what is new since they were taken.
        var changes: [[UInt8]: StateChange] = [:]
        /// What was in the books when changes were last taken.
        var taken: TranscriptReport?
        /// What was in the books at the last commit.
        var committed: TranscriptReport?

        mutating func take() -> [StateChange] {
            taken = report
            defer { changes = [:] }
            return Array(changes.values)
        }

        mutating func take(_ report: TranscriptReport) {
            (self.report, taken, changes) = (report, report, [:])
        }
    }

    private let census: SharedCensus
    /// Held while files are read, by the one who looks; a turn takes some ten milliseconds at most.
    private let reader: Mutex<TranscriptReader>
    private let outcome = Mutex(Outcome())
    private let teams = Mutex<(known: KnownTeams, takenAt: ContinuousClock.Instant?)>((KnownTeams(), nil))
    private let families: TranscriptFamilies
    private let isStored: Bool
    private let commit: @Sendable () -> Void
    private let nowMs: @Sendable () -> Int64

    /// Teams are asked for again after this time when no scrape does.
    private static let teamsAge = Duration.seconds(15)

    /// - Parameters:
    ///   - roots: directories like `~/.claude`, absolute.
    ///   - countsHistory: whether a first start counts all that is there, or only what living teams have used.
    ///   - stored: what `takeChanges` gave an earlier run; nil when nothing is ever stored, so that what was read is
    ///     published at once and not when it is committed.
    ///   - commit: stores what is new before a scrape shows it.
    package init(
        census: SharedCensus, roots: [String], countsHistory: Bool, registry: MetricRegistry,
        stored: [StateChange]? = nil, commit: @escaping @Sendable () -> Void = {},
        nowMs: @escaping @Sendable () -> Int64 = TeamsCollector.systemNowMs
    ) throws {
        self.census = census
        self.nowMs = nowMs
        isStored = stored != nil
        self.commit = commit
        reader = Mutex(
            TranscriptReader(Self.settings(roots, countsHistory), stored: stored ?? []))
        families = try TranscriptFamilies(registry: registry)
    }

    private static func settings(_ roots: [String], _ countsHistory: Bool) -> TranscriptReader.Settings {
        var settings = TranscriptReader.Settings(roots: roots, turnBounds: Catalogue.agentTurn.buckets)
        settings.countsHistory = countsHistory
        return settings
    }

    /// Follows other roots from the next look on; what was counted stays.
    package func reconfigure(roots: [String], countsHistory: Bool) {
        reader.withLock { $0.reconfigure(Self.settings(roots, countsHistory)) }
    }

    package func collect(into registry: MetricRegistry) throws {
        know(census.report(for: name))
        // The first scrape shows what the first look finds, whoever makes it.
        if !outcome.withLock(\.report.hasLooked) { look() }
        commit()
        let report = outcome.withLock { isStored ? $0.committed : $0.report }
        guard let report else { return }
        registry.update { table in families.publish(report, into: &table) }
    }
}

// MARK: - Looking

extension TranscriptsCollector {
    /// Reads on, some megabytes at most.
    ///
    /// - Returns: whether all that is there was read.
    @discardableResult
    package func look() -> Bool {
        refreshTeams()
        let (known, nowMs) = (teams.withLock(\.known), nowMs())
        // Not under the lock: a first start may have much to go through, and a reload waits for none of it.
        let history = reader.withLock { $0.historySearch(teams: known) }?.findings()
        return reader.withLock { reader in
            let isCaughtUp = reader.turn(teams: known, nowMs: nowMs, history: history)
            let (changes, report) = (isStored ? reader.takeChanges() : [], reader.report())
            outcome.withLock { outcome in
                for change in changes { outcome.changes[change.name] = change }
                outcome.report = report
            }
            return isCaughtUp
        }
    }

    /// When each agent was last heard of in a transcript, in milliseconds since 1970.
    package func activity() -> [TeamKey: [String: Int64]] {
        let known = teams.withLock(\.known)
        return outcome.withLock(\.report).activity(in: known)
    }

    private func refreshTeams() {
        let isFresh = teams.withLock { $0.takenAt.map { .now - $0 < Self.teamsAge } ?? false }
        // Under another name than the scrape's, so that both see the census of the moment.
        if !isFresh { know(census.report(for: "\(name) look")) }
    }

    private func know(_ report: CensusReport) {
        let known = report.knownTeams()
        // What is not known now is not gone: old teams serve until a complete look.
        guard report.isComplete || teams.withLock({ $0.takenAt == nil }) else { return }
        teams.withLock { $0 = (known, .now) }
    }
}

// MARK: - Storing

extension TranscriptsCollector {
    /// How the recorder of the teams' books stores those of the transcripts with them.
    package var contribution: BookContribution {
        BookContribution(
            hasNews: { self.outcome.withLock { !$0.changes.isEmpty } },
            takeChanges: { self.takeChanges(everything: $0) },
            didCommit: { self.didCommit() })
    }

    /// What is to be stored, counters and positions among it; all of it in one transaction.
    ///
    /// - Parameter everything: all there is, for a store that lost what it had; waits for the look under way.
    package func takeChanges(everything: Bool = false) -> [StateChange] {
        guard everything else { return outcome.withLock { $0.take() } }
        return reader.withLock { reader in
            let (changes, report) = (reader.takeChanges(everything: true), reader.report())
            outcome.withLock { $0.take(report) }
            return changes
        }
    }

    /// What `takeChanges` gave last is stored, or cannot be and is to be shown nonetheless.
    package func didCommit() {
        // Before the first look the books hold less than what an earlier run has shown.
        outcome.withLock { if $0.taken?.hasLooked ?? false { $0.committed = $0.taken } }
    }
}
