import OperatorChecks
import Testing

@testable import ExporterCommand

@Suite("texts of checks")
struct CheckTextTests {
    private let report = CheckReport(
        "daily", takenAtMs: 0,
        [
            CheckResult("a", "first", .ok, .ratio(0.5)),
            CheckResult(
                "b", "second one", .critical, CheckFigure("3\u{1B}[2J"), threshold: CheckThreshold("> 2"),
                next: "do this", details: [CheckDetail("x", CheckFigure("y"), .critical)]),
        ])

    @Test("it is an aligned table, with parts and the next step below each row")
    func table() {
        #expect(
            CheckText.text(report, paint: CheckPaint(isOn: false)) == """
                STATE     CHECK       FIGURE  THRESHOLD
                ok        first       50 %    -
                critical  second one  3\u{FFFD}[2J   > 2
                  -  x  y
                  next: do this

                daily: 1 critical, 1 ok

                """)
    }

    @Test("colours change nothing but colours")
    func colours() {
        let painted = CheckText.text(report, paint: CheckPaint(isOn: true))
        #expect(painted.contains("\u{1B}[1;31mcritical\u{1B}[0m  second one"))
        let bare = painted.replacing(/\u{1B}\[[0-9;]*m/, with: "")
        #expect(bare == CheckText.text(report, paint: CheckPaint(isOn: false)))
    }
}
