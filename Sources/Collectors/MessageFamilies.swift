import MetricModel
import TeamState
import TeamTracking

/// The registered families of messages and inboxes, and what a report makes of them.
struct MessageFamilies: Sendable {
    private let messages, delivery, response, unobserved, unanswered, unknownTypes, ahead: FamilyID
    private let oldestQuestion, inMailbox, unread, behind, oldestUnread, size, rewrites, phantoms,
        scanInterval: FamilyID

    /// Inboxes with series of their own; those beyond share one overflow series in each family.
    private static let maxInboxes = 20_000
    private static let maxTeams = 10_000

    init(registry: MetricRegistry) throws {
        messages = try registry.register(Catalogue.messages)
        scanInterval = try registry.register(Catalogue.messageScanInterval)
        delivery = try registry.register(Catalogue.messageDelivery)
        response = try registry.register(Catalogue.messageResponse)
        unobserved = try registry.register(Catalogue.messagesUnobserved)
        unanswered = try registry.register(Catalogue.messagesUnanswered)
        unknownTypes = try registry.register(Catalogue.messageUnknownTypes)
        ahead = try registry.register(Catalogue.messagesAhead)
        oldestQuestion = try registry.register(Catalogue.messageOldestQuestion, maxSeries: Self.maxTeams)
        inMailbox = try registry.register(Catalogue.inboxMessages, maxSeries: Self.maxInboxes)
        unread = try registry.register(Catalogue.inboxUnread, maxSeries: Self.maxInboxes)
        behind = try registry.register(Catalogue.inboxBehind, maxSeries: Self.maxInboxes)
        oldestUnread = try registry.register(Catalogue.inboxOldestUnread, maxSeries: Self.maxInboxes)
        size = try registry.register(Catalogue.inboxSize, maxSeries: Self.maxInboxes)
        rewrites = try registry.register(Catalogue.inboxRewrites, maxSeries: Self.maxTeams)
        phantoms = try registry.register(Catalogue.phantomInboxes, maxSeries: Self.maxTeams)
    }

    /// Families whose series end with what they are about.
    private var refreshed: [FamilyID] {
        [
            messages, delivery, response, oldestQuestion, inMailbox, unread, behind, oldestUnread, size,
            rewrites,
            phantoms,
        ]
    }

    func publish(_ report: MessageReport, into table: inout MetricTable) {
        for family in refreshed { table.beginRefresh(family) }
        publish(report.totals, into: &table)
        for team in report.teams { publish(team, nowMs: report.nowMs, into: &table) }
        for family in refreshed { table.endRefresh(family) }
    }

    func publish(interval: Duration, into table: inout MetricTable) {
        table.set(table.series(scanInterval), interval / .seconds(1))
    }

    private func publish(_ totals: MessageTotals, into table: inout MetricTable) {
        for (pair, counts) in totals.messages {
            for (kind, count) in zip(MessageType.Class.allCases, counts) {
                table.set(table.series(messages, pair.from, pair.to, kind.rawValue), Double(count))
            }
        }
        for (pair, tally) in totals.deliveries {
            table.assign(table.series(delivery, pair.from, pair.to), tally.numbers)
        }
        for (key, tally) in totals.responses {
            table.assign(table.series(response, key.pair.from, key.pair.to, key.kind.label), tally.numbers)
        }
        for reason in UnobservedReason.allCases {
            table.set(table.series(unobserved, reason.label), Double(totals.unobserved[reason] ?? 0))
        }
        for reason in UnansweredReason.allCases {
            table.set(table.series(unanswered, reason.label), Double(totals.unanswered[reason] ?? 0))
        }
        table.set(table.series(unknownTypes), Double(totals.unknownTypes))
        table.set(table.series(ahead), Double(totals.aheadOfClock))
    }

    private func publish(
        _ team: MessageReport.TeamMessages, nowMs: Int64, into table: inout MetricTable
    ) {
        table.set(table.series(rewrites, team.team), Double(team.rewrites))
        if let phantom = team.phantomInboxes { table.set(table.series(phantoms, team.team), Double(phantom)) }
        if let askedMs = team.oldestQuestionMs {
            table.set(table.series(oldestQuestion, team.team), age(askedMs, nowMs))
        }
        for (recipient, inbox) in team.inboxesByLabel {
            table.set(table.series(inMailbox, team.team, recipient), Double(inbox.messages))
            table.set(table.series(unread, team.team, recipient), Double(inbox.unread))
            table.set(table.series(behind, team.team, recipient), Double(inbox.behind))
            if let sentMs = inbox.oldestUnreadMs {
                table.set(table.series(oldestUnread, team.team, recipient), age(sentMs, nowMs))
            }
            if let bytes = inbox.sizeBytes {
                table.set(table.series(size, team.team, recipient), Double(bytes))
            }
        }
    }

    private func age(_ sinceMs: Int64, _ nowMs: Int64) -> Double { Double(max(0, nowMs - sinceMs)) / 1000 }
}

extension DurationTally {
    /// As the registry stores a histogram: counts by bucket, then the sum in seconds.
    var numbers: [Double] { counts.map(Double.init) + [Double(sumMs) / 1000] }
}

extension MessageReport.TeamMessages {
    /// Inboxes whose names look alike, such as two that are not UTF-8, add up: they have one series.
    fileprivate var inboxesByLabel: [String: InboxSummary] {
        Dictionary(inboxes.map { ($0.recipient, $0.summary) }, uniquingKeysWith: +)
    }
}
