import Foundation
import TestSupport
import Testing

extension EndToEnd {
    /// What `make dist` and `make deb` pack.
    @Suite("Packaging")
    struct PackagingTests {
        private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().path

        private func pack(into place: TemporaryDirectory) throws {
            let environment = [
                "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin",
                "HOME": place.path, "DIST_DIR": place.path("dist"),
                "AGENT_TEAMS_EXPORTER_BINARY": ReleaseBinary.path,
                // Nobody downloads these.
                "DIST_GZIP_LEVEL": "1", "DPKG_DEB_COMPRESSOR_TYPE": "none",
            ]
            let result = try ChildProcess.run(
                "/usr/bin/env", ["bash", "\(Self.root)/scripts/dist.sh", "deb"], environment: environment,
                within: .seconds(120))
            try #require(result.status == 0, "\(result.errorOutput)")
        }

        private func names(_ place: TemporaryDirectory, ending suffix: String) throws -> [String] {
            try FileManager.default.contentsOfDirectory(atPath: place.path("dist"))
                .filter { $0.hasSuffix(suffix) }
        }

        @Test("the package and the tarball hold a binary that runs, its units, rules and dashboards")
        func holdsAll() throws {
            let place = try TemporaryDirectory("packaging")
            try pack(into: place)
            let package = try #require(try names(place, ending: ".deb").first)
            let unpacked = try ChildProcess.run(
                "/usr/bin/env", ["dpkg-deb", "-x", place.path("dist/\(package)"), place.path("installed")])
            try #require(unpacked.status == 0, "\(unpacked.errorOutput)")
            let version = try ChildProcess.run(
                place.path("installed/usr/bin/agent-teams-exporter"), ["--version"])
            #expect(version.output.contains("agent-teams-exporter, version "))
            let files = [
                "lib/systemd/system/agent-teams-exporter@.service",
                "usr/lib/systemd/user/agent-teams-exporter.service",
                "usr/share/agent-teams-exporter/rules/alerts/agents.yml",
                "usr/share/agent-teams-exporter/dashboards/overview.json",
                "usr/share/doc/agent-teams-exporter/README.md",
            ]
            for file in files {
                #expect(FileManager.default.fileExists(atPath: place.path("installed/\(file)")), "\(file)")
            }
            let tarball = try #require(try names(place, ending: ".tar.gz").first)
            let list = try ChildProcess.run(
                "/usr/bin/env", ["tar", "tzf", place.path("dist/\(tarball)")])
            let top = tarball.replacingOccurrences(of: ".tar.gz", with: "")
            for file in ["agent-teams-exporter", "rules/alerts/agents.yml", "dashboards/overview.json"] {
                #expect(list.output.split(separator: "\n").contains("\(top)/\(file)"), "\(file)")
            }
        }

        @Test("each unit starts the program where the package puts it, with a command that there is")
        func unitsStart() throws {
            let place = try TemporaryDirectory("units")
            for unit in ["agent-teams-exporter@.service", "agent-teams-exporter.service"] {
                let text = try String(
                    contentsOfFile: "\(Self.root)/deploy/systemd/\(unit)", encoding: .utf8)
                let start = try #require(
                    text.split(separator: "\n").first { $0.hasPrefix("ExecStart=") }.map { $0.dropFirst(10) })
                let words = start.split(separator: " ").map(String.init)
                #expect(words.first == "/usr/bin/agent-teams-exporter")
                let arguments = words.dropFirst().filter { !$0.hasPrefix("$") }
                let help = try ReleaseBinary.run(arguments + ["--help"], in: place)
                #expect(help.status == 0)
            }
        }
    }
}
