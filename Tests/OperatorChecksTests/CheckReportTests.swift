import Foundation
import Operations
import Testing

@testable import OperatorChecks

@Suite("reports of checks")
struct CheckReportTests {
    private func report(_ states: CheckState...) -> CheckReport {
        CheckReport(
            "daily", takenAtMs: MadeUp.nowMs,
            states.map { CheckResult("key", "title", $0, .count(2, "thing", "things"), next: "do | this") })
    }

    @Test(
        "only what is critical is a finding, unless it is strict",
        arguments: [
            ([.ok], false, false), ([.ok, .unknown], false, true), ([.warning, .ok], false, true),
            ([.ok, .critical, .warning], true, true),
        ] as [([CheckState], Bool, Bool)])
    func findings(states: [CheckState], usual: Bool, strict: Bool) {
        let report = CheckReport(
            "daily", takenAtMs: 0, states.map { CheckResult("k", "t", $0, .none) })
        #expect(report.state.isFinding(isStrict: false) == usual)
        #expect(report.state.isFinding(isStrict: true) == strict)
    }

    @Test("every key is in the JSON, null where nothing is known")
    func json() throws {
        let text = try ReportJSON.text(report(.warning, .ok))
        let object = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        #expect(Set(object.keys) == ["check", "taken_at", "state", "counts", "team", "results"])
        #expect(object["state"] as? String == "warning")
        let result = try #require((object["results"] as? [[String: Any]])?.first)
        #expect(Set(result.keys) == ["key", "title", "state", "figure", "threshold", "next_step", "details"])
        #expect(result["threshold"] is NSNull)
        let figure = try #require(result["figure"] as? [String: Any])
        #expect(figure["value"] as? Double == 2 && figure["unit"] as? String == "things")
    }

    @Test("Markdown holds each result, and takes nothing in it for markup")
    func markdown() {
        let text = CheckMarkdown.text(report(.critical))
        #expect(text.contains("| critical | title | 2 things |  | do \\| this |"))
        #expect(CheckMarkdown.cell("a\n[x](y)`<b>") == "a\u{FFFD}\\[x\\](y)\\`\\<b>")
    }

    @Test(
        "numbers are as people read them",
        arguments: [
            (FigureText.bytes(0), "0 B"), (FigureText.bytes(1_540_000), "1.5 MB"),
            (FigureText.percent(0.905), "90.5 %"), (FigureText.seconds(0.0121), "13 ms"),
            (FigureText.seconds(2.5), "2.5 s"), (FigureText.seconds(172_800), "2 d"),
            (FigureText.decimal(-0.25), "-0.3"), (FigureText.decimal(.infinity), "-"),
        ])
    func numbers(text: String, expected: String) { #expect(text == expected) }
}
