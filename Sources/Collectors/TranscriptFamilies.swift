import LogTailing
import MetricModel
import TeamTracking
import Transcripts

/// The registered families of transcripts, and what a report makes of them.
struct TranscriptFamilies: Sendable {
    private let tokens, turns, files, unread, skipped, errors, lost: FamilyID

    init(registry: MetricRegistry) throws {
        tokens = try registry.register(
            Catalogue.agentTokens, maxSeries: TranscriptReport.maxTokenSeries)
        turns = try registry.register(Catalogue.agentTurn, maxSeries: TranscriptReport.maxOwners)
        files = try registry.register(Catalogue.transcripts)
        unread = try registry.register(Catalogue.transcriptUnread)
        skipped = try registry.register(Catalogue.transcriptSkipped)
        errors = try registry.register(Catalogue.transcriptErrors)
        lost = try registry.register(Catalogue.transcriptLost)
    }

    func publish(_ report: TranscriptReport, into table: inout MetricTable) {
        for family in [tokens, turns] { table.beginRefresh(family) }
        for (owner, totals) in report.owners { publish(totals, of: owner, into: &table) }
        for family in [tokens, turns] { table.endRefresh(family) }
        for reason in SkipReason.allCases {
            table.set(table.series(skipped, reason.label), Double(report.skipped[reason] ?? 0))
        }
        for reason in TailErrorReason.allCases {
            table.set(table.series(errors, reason.rawValue), Double(report.errors[reason] ?? 0))
        }
        for reason in LossReason.allCases {
            table.set(table.series(lost, reason.rawValue), Double(report.lostBytes[reason] ?? 0))
        }
        // Before the first look nothing is known of what there is.
        guard report.hasLooked else { return }
        table.set(table.series(files), Double(report.files))
        table.set(table.series(unread), Double(report.unreadBytes))
    }

    private func publish(
        _ totals: OwnerTotals, of owner: TranscriptOwner, into table: inout MetricTable
    ) {
        for (model, amounts) in totals.tokens {
            for kind in TokenAmounts.Kind.allCases {
                let series = table.series(tokens, owner.team, owner.agent, model, kind.label)
                table.set(series, Double(amounts[kind]))
            }
        }
        guard totals.turns.count > 0 || !owner.team.isEmpty else { return }
        table.assign(table.series(turns, owner.team, owner.agent), totals.turns.numbers)
    }
}
