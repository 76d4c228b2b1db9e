import Collectors
import LogPipeline
import MetricModel
import NIOCore
import NIOPosix
import Operations
import StateStore
import Synchronization
import TeamCensus
import TeamRecording
import TeamTracking

/// Looks at teams and logs for API and page: one look serves all who ask within a second.
///
/// All work is done on one thread of its own. When a look hangs in a dead file system, who asks is told so after some
/// seconds, and scrapes do not notice.
final class StatusWatch: Sendable {
    enum Fault: Error, Equatable {
        /// A look has been under way for too long.
        case late

        var message: String {
            "the teams' files do not answer; see whether the file system of the teams root does"
        }
    }

    /// Where everything comes from.
    struct Sources: Sendable {
        let sights: TeamSights
        let pipeline: LogPipeline?
        let stores: [StateStore]
        let readiness: Readiness
        let registry: MetricRegistry
    }

    private struct State {
        var configuration: ExporterConfiguration
        var latest: (status: Status, at: NIODeadline)?
        /// When the work under way on the thread was begun; nil while there is none.
        var busySince: NIODeadline?
        var scrapedAt: NIODeadline?
    }

    /// How long a look is shown to others.
    private static let sharedFor = TimeAmount.milliseconds(900)
    /// What only scrapes bring up to date is of now for so long.
    private static let scrapeAge = TimeAmount.seconds(120)
    private static let patience = TimeAmount.seconds(5)

    private let sources: Sources
    private let thread: NIOThreadPool
    private let state: Mutex<State>
    let history: RateHistory

    /// - Parameter thread: one thread, used by nobody else.
    init(_ sources: Sources, configuration: ExporterConfiguration, thread: NIOThreadPool) {
        self.sources = sources
        self.thread = thread
        state = Mutex(State(configuration: configuration))
        history = RateHistory(registry: sources.registry)
    }

    /// Shows things as this configuration has them, from the next look on.
    func reconfigure(_ configuration: ExporterConfiguration) {
        state.withLock { state in
            state.configuration = configuration
            state.latest = nil
        }
    }

    /// Makes something of the status of now, on the thread.
    ///
    /// Fails with `Fault.late` when that takes longer than 5 s.
    func answer<Answer: Sendable>(
        on eventLoop: any EventLoop, _ body: @escaping @Sendable (Status) throws -> Answer
    ) -> EventLoopFuture<Answer> {
        let isStuck = state.withLock { $0.busySince.map { .now() - $0 > Self.patience } ?? false }
        guard !isStuck else { return eventLoop.makeFailedFuture(Fault.late) }
        let promise = eventLoop.makePromise(of: Answer.self)
        let alarm = eventLoop.scheduleTask(in: Self.patience) { promise.fail(Fault.late) }
        thread.runIfActive(eventLoop: eventLoop) {
            self.state.withLock { $0.busySince = .now() }
            defer { self.state.withLock { $0.busySince = nil } }
            return try body(self.current())
        }.whenComplete { result in
            alarm.cancel()
            promise.completeWith(result)
        }
        return promise.futureResult
    }

    /// Notes totals for the charts, at a scrape; looks at no file.
    func noteScrape() {
        state.withLock { $0.scrapedAt = .now() }
        history.note(
            sources.sights.recorder?.latestReport?.messageTotals, nowMs: TeamsCollector.systemNowMs())
    }

    /// Blocks.
    private func current() -> Status {
        let (configuration, latest) = state.withLock { ($0.configuration, $0.latest) }
        if let latest, .now() - latest.at < Self.sharedFor { return latest.status }
        let status = look(configuration, since: latest?.status.resources)
        state.withLock { state in
            // A reload in between wants another one.
            if state.configuration.teams == configuration.teams { state.latest = (status, .now()) }
        }
        return status
    }

    private func look(_ configuration: ExporterConfiguration, since earlier: AgentResources?) -> Status {
        let census = sources.sights.census.report(for: "status")
        let transcripts = sources.sights.transcripts?.activity() ?? [:]
        let settings = configuration.teams.agents
        let totals = messageTotals()
        history.note(totals, nowMs: census.takenAtMs)
        return Status(
            configuration: configuration, census: census,
            roster: AgentRoster(census, settings: settings, transcripts: transcripts),
            health: HealthReport(census, scope: .living, settings: settings, transcripts: transcripts),
            transcripts: transcripts, resources: AgentResources(census, since: earlier), messages: totals,
            logs: sources.pipeline?.status(), shapes: sources.pipeline?.errorShapes() ?? [],
            history: history.picture, machine: machine(), exporter: condition())
    }

    private func messageTotals() -> MessageTotals? {
        guard let recorder = sources.sights.recorder else { return nil }
        do {
            return try recorder.report().messageTotals
        } catch {
            // What it told last is better than nothing, and its collector says that it fails.
            return recorder.latestReport?.messageTotals
        }
    }

    private func machine() -> MachineRoom {
        let isFresh = state.withLock { $0.scrapedAt.map { .now() - $0 < Self.scrapeAge } ?? false }
        return isFresh ? MachineRoom(sources.registry) : MachineRoom()
    }

    private func condition() -> ExporterCondition {
        let runs = sources.registry.update { table in
            table.family(named: Catalogue.collectorSuccess.name.text).map { table.snapshot(of: $0) } ?? []
        }
        return ExporterCondition(
            missing: sources.readiness.missing,
            isStateWritten: StateStatus(sources.stores).condition == .good,
            failingCollectors: runs.isEmpty
                ? nil : runs.filter { $0.value == 0 }.compactMap(\.labels.first).sorted())
    }
}
