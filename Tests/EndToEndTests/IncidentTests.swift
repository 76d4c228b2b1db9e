import Foundation
import TestSupport
import Testing

extension EndToEnd {
    /// `incident new`, as somebody runs it in the middle of one.
    @Suite("Incident report")
    struct IncidentTests {
        @Test("it tells the errors of that time, once each and masked, and leaves to people what is theirs")
        func report() throws {
            let place = try CheckedPlace()
            try place.writeLog(
                minutesAgo: [65, 62, 61],
                "ERROR - cannot write '/home/ann/S3CRET' for ann@example.com, code 17")
            try place.writeLog(minutesAgo: [5], "ERROR - much later")
            let run = try place.run("incident", "new", "--at", "1h", "--window", "20m")
            #expect(run.status == 0, "\(run.errorOutput)")
            #expect(run.output.hasPrefix("# Incident report\n"))
            #expect(run.output.contains("3 entries in the logs"))
            #expect(run.output.contains("| 3 | ERROR |"))
            #expect(!run.output.contains("much later"))
            #expect(run.output.contains("- Minutes: 4 "))
            for secret in PlantedTree.forbidden { #expect(!run.output.contains(secret), "\(secret)") }
            for part in ["## Cause", "## Response", "## Prevention"] {
                #expect(run.output.contains("\(part)\n\n_TO BE FILLED IN_\n"), "\(part)")
            }
            let calm = try place.run("incident", "new", "--at", "10h", "--team", "shop")
            #expect(calm.status == 0)
            #expect(calm.output.contains("No entry at ERROR or above"))
            #expect(calm.output.contains("- Scope: team shop"))
        }

        @Test("a file that is there is never overwritten, and a report that fails leaves none")
        func files() throws {
            let place = try CheckedPlace()
            let path = place.place.path("incident.md")
            #expect(try place.run("incident", "new", "--output", "incident.md").status == 0)
            let first = try String(contentsOfFile: path, encoding: .utf8)
            #expect(first.hasPrefix("# Incident report\n"))
            let second = try place.run("incident", "new", "--output", "incident.md")
            #expect(second.status == 2)
            #expect(second.errorOutput.contains("is there already; name another file"))
            #expect(try String(contentsOfFile: path, encoding: .utf8) == first)
            #expect(try place.run("incident", "new", "--output", "no.md", "--team", "nobody").status == 2)
            #expect(!FileManager.default.fileExists(atPath: place.place.path("no.md")))
            #expect(try place.run("incident", "new", "--at", "yesterday").status == 2)
            #expect(try place.run("incident", "new", "--window", "0s").status == 2)
        }
    }
}
