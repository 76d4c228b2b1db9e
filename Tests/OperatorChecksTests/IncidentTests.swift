import Foundation
import Operations
import Testing

@testable import OperatorChecks

@Suite("incident report")
struct IncidentTests {
    private static let atMs = MadeUp.nowMs - 7_200_000

    private var facts: IncidentFacts {
        IncidentFacts(atMs: Self.atMs, nowMs: MadeUp.nowMs, windowMs: 1_800_000, team: nil)
    }

    @Test("where nothing is known every field is there, and marked for a person")
    func empty() {
        let text = IncidentMarkdown(facts).text()
        for heading in [
            "# Incident report", "## Summary", "## Symptoms", "## Timeline", "## Cause", "## Response",
            "## Recovery time", "## Prevention",
        ] {
            #expect(text.contains("\(heading)\n"), "\(heading)")
        }
        for part in ["## Cause", "## Response", "## Prevention"] {
            #expect(text.contains("\(part)\n\n\(IncidentMarkdown.empty)\n"))
        }
        #expect(text.contains("- Detected: \(IncidentMarkdown.empty)"))
        #expect(text.contains("Nothing is known of that time."))
    }

    @Test("the first and the last sign bound the incident, once nothing is critical any more")
    func recovery() {
        var facts = facts
        facts.events = [
            IncidentEvent(atMs: Self.atMs, kind: .error, text: "app: b"),
            IncidentEvent(atMs: Self.atMs - 600_000, kind: .error, text: "app: a"),
            IncidentEvent(atMs: Self.atMs - 900_000, kind: .messages, text: "shop: 3 messages"),
        ]
        facts.errors = MadeUp.errors(2)
        #expect(IncidentSummary(facts).firstMs == Self.atMs - 600_000)
        var text = IncidentMarkdown(facts).text()
        #expect(text.contains("- Minutes: 10 (from the first to the last sign; confirm)"))
        let order = ["shop: 3 messages", "app: a", "app: b"].compactMap { text.range(of: $0)?.lowerBound }
        #expect(order.count == 3 && order == order.sorted())
        facts.findings = [CheckResult("health", "health", .critical, .none)]
        text = IncidentMarkdown(facts).text()
        #expect(text.contains("- Recovered: \(IncidentMarkdown.empty)"), "it is not over")
    }

    @Test("alerts, the dashboard and logs make the scope; a team that was named is it alone")
    func scope() {
        var facts = facts
        facts.alerts = [
            PrometheusSample(
                labels: ["alertname": "AgentTeamsAgentDown", "severity": "critical", "team_name": "shop"],
                value: 1)
        ]
        facts.findings = [CheckResult("dashboard_api", "dashboard API", .critical, .none)]
        #expect(IncidentSummary(facts).scope == "teams: shop; dashboard")
        #expect(IncidentSummary(facts).detection == "alert")
        facts.team = "shop"
        #expect(IncidentSummary(facts).scope == "team shop")
        #expect(IncidentMarkdown(facts).text().contains("- AgentTeamsAgentDown (critical): shop"))
    }

    @Test("only what lies in the window is in the timeline")
    func window() {
        var timeline = IncidentTimeline(sinceMs: 100, untilMs: 200)
        for atMs in [99, 100, 200, 201] as [Int64] { timeline.add(atMs, .restart, "\(atMs)") }
        #expect(timeline.events.map(\.atMs) == [100, 200])
    }
}
