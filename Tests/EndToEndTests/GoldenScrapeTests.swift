import Foundation
import TestSupport
import Testing

extension EndToEnd {
    @Suite("Golden scrapes")
    struct GoldenScrapeTests {
        private static let configuration = """
            logs:
              - name: sample
                paths: [logs/sample.log]
            dashboard: {url: ""}

            """

        /// Scrapes over a fixture root and the fixtures' look-alike of /proc, with volatile values masked.
        private func maskedScrape(of root: String, ready: String = "", in place: TemporaryDirectory) throws
            -> String
        {
            try place.write(
                SampleLines.error(1) + SampleLines.info(1) + SampleLines.info(2), to: "logs/sample.log")
            let exporter = try Exporter(
                configuration: Self.configuration,
                [
                    "--teams.root=\(root)", "--path.procfs=\(Fixtures.path("claude-edge/proc"))",
                    // No control groups, which the machine of the test may or may not have.
                    "--path.sysfs=\(place.path)",
                ], in: place)
            let lines = #"orchestrator_log_lines_total{log="sample"}"#
            #expect(try exporter.value(of: lines, becoming: 3) == 3)
            let text = try exporter.scrape().text
            return VolatileValues.masked(text, now: Date().timeIntervalSince1970)
        }

        @Test(
            "a scrape over the fixtures is as reviewed; UPDATE_GOLDEN=1 rewrites it",
            arguments: ["claude", "claude-edge"])
        func equalsGoldenFile(tree: String) throws {
            let place = try TemporaryDirectory("golden")
            let text = try maskedScrape(of: Fixtures.path(tree), in: place)
            let difference = try GoldenFile(fixture: "golden/\(tree).prom").difference(from: text)
            #expect(difference == nil)
        }

        @Test("symlink loops, FIFOs and names that are not UTF-8 change nothing for the healthy teams")
        func standsHostileNeighbours() throws {
            let place = try TemporaryDirectory("hostile")
            try place.copy(Fixtures.path("claude-edge"), to: "root")
            let before = Scrape(text: try maskedScrape(of: place.path("root"), in: place))
            try makeHostileEntries(in: place)
            let after = Scrape(text: try maskedScrape(of: place.path("root"), in: place))

            let healthy = ["開発チーム", "minimal", "snake-case", "unknown-fields", "inboxes-zoo", "no-model"]
            for team in healthy {
                let expected = before.lines(where: "team_name", is: team)
                #expect(!expected.isEmpty, "\(team)")
                #expect(after.lines(where: "team_name", is: team) == expected, "\(team)")
            }
            #expect(after.text.utf8.count > before.text.utf8.count, "the new directories show")
            let success = #"agent_teams_exporter_collector_success{collector="teams"}"#
            #expect(after[success] == 1)
        }

        /// What the fixtures' README says a test must make itself, and a permission fault (which root passes by).
        private func makeHostileEntries(in place: TemporaryDirectory) throws {
            let script = """
                set -e
                cd root/teams
                mkdir loop && ln -s . loop/inboxes && cp minimal/config.json loop/
                ln -s ../teams/loop-b loop-a; ln -s ../teams/loop-a loop-b
                ln -s minimal alias-of-minimal; ln -s nowhere dangling
                mkdir fifo-config && mkfifo fifo-config/config.json
                mkdir -p fifo-inbox/inboxes && cp minimal/config.json fifo-inbox/ && mkfifo fifo-inbox/inboxes/x.json
                mkdir directory-config && mkdir directory-config/config.json
                mkdir "$(printf 'bad\\377name')" && cp minimal/config.json "$(printf 'bad\\377name')/"
                mkdir "$(printf 'bad\\376name')" && cp minimal/config.json "$(printf 'bad\\376name')/"
                mkdir -p dots/inboxes && cp minimal/config.json dots/ && echo '[]' > dots/inboxes/.json
                echo '[]' > dots/inboxes/..json; ln -s /etc/passwd dots/inboxes/outside.json
                mkdir locked && cp minimal/config.json locked/ && chmod 000 locked/config.json
                mkfifo fifo-team
                mkdir -p ../tasks/fifo-inbox && mkfifo ../tasks/fifo-inbox/1.json
                mkfifo ../sessions-fifo && mkdir -p ../sessions && mkfifo ../sessions/77.json
                """
            let made = try ChildProcess.run("/bin/sh", ["-c", script], directory: place.path)
            try #require(made.status == 0, "\(made.errorOutput)")
        }
    }
}
