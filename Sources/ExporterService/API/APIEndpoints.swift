import LogPipeline
import LogTailing
import NIOCore
import NIOHTTP1
import Operations
import TeamCensus
import TeamState

/// The addresses of the API: what the commands of the same names print as JSON.
struct APIEndpoints: Sendable {
    /// Messages of a team that are told with their texts, where these may be told.
    private static let maxMessages = 200
    private static let errorLimits = 1...1000

    private let watch: StatusWatch
    private let hub: EventHub

    init(_ watch: StatusWatch, _ hub: EventHub) {
        self.watch = watch
        self.hub = hub
    }

    var all: [Endpoint] {
        [
            json("/api/health") { status, _ in
                // A monitor that looks at nothing but the code must not be fooled.
                try .json(status.health, status.health.healthy ? .ok : .serviceUnavailable)
            },
            json("/api/teams") { status, _ in try .json(TeamListing(status.census)) },
            json("/api/teams/metrics") { status, _ in try .json(TeamFigures(status)) },
            json("/api/teams/{team}", Self.team),
            json("/api/logs/errors", Self.errors),
            .immediate("/api/events") { _ in hub.respond() },
        ]
    }

    private func json(
        _ path: String, _ answer: @escaping @Sendable (Status, HTTPRequest) throws -> HTTPResponse
    ) -> Endpoint {
        Endpoint(path) { request, eventLoop in
            watch.answer(on: eventLoop) { try answer($0, request) }.flatMapErrorThrowing { error in
                guard let fault = error as? StatusWatch.Fault else { throw error }
                return .json(.serviceUnavailable, fault: fault.message)
            }
        }
    }

    private static func team(_ status: Status, _ request: HTTPRequest) throws -> HTTPResponse {
        guard let name = request.name, let index = status.index(ofTeam: name) else {
            return .json(.notFound, fault: "there is no team of this name; /api/teams has those there are")
        }
        let report = TeamStatusReport(
            status.census, team: index, settings: status.configuration.teams.agents,
            transcripts: status.transcripts)
        guard status.configuration.showsMessageText, request.origin.isTrusted else {
            return try .json(TeamAnswer(report: report))
        }
        let team = status.census.teams[index].team
        let reader = TeamListingReader(
            root: status.census.rootPaths[team.rootIndex], team: team.directoryName, keepsTexts: true)
        let listing = MessageListing(reader.messages(), team: team.label, limit: maxMessages)
        return try .json(TeamAnswer(report: report, messages: listing.messages))
    }

    private static func errors(_ status: Status, _ request: HTTPRequest) throws -> HTTPResponse {
        var limit = 100
        for text in request.queryValues("limit") {
            guard let number = Int(text), errorLimits.contains(number) else {
                return .json(.badRequest, fault: "limit takes a number from 1 to 1000")
            }
            limit = number
        }
        let log = request.queryValues("log").last
        if let log, !(status.logs?.tail.logs.contains { $0.name == log } ?? false) {
            return .json(.notFound, fault: "there is no log of this name in the configuration")
        }
        return try .json(ErrorListing(status, log: log, limit: limit))
    }
}

/// The answer of `team-status`, and the latest messages where these may be told.
private struct TeamAnswer: Encodable {
    private enum CodingKeys: String, CodingKey { case messages }

    let report: TeamStatusReport
    /// The newest last.
    var messages: [MessageListing.Entry]?

    func encode(to encoder: any Encoder) throws {
        try report.encode(to: encoder)
        guard let messages else { return }
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(messages, forKey: .messages)
    }
}
