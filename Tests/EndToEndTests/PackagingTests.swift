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
                "usr/lib/tmpfiles.d/agent-teams-exporter.conf",
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

        @Test("the manifests are what Kubernetes takes, and start the program with flags that there are")
        func manifestsAreValid() throws {
            let place = try TemporaryDirectory("manifests")
            let folder = "\(Self.root)/deploy/kubernetes"
            let files = ["daemonset.yaml", "networkpolicy.yaml", "podmonitor.yaml"].map { "\(folder)/\($0)" }
            let result = try ChildProcess.run(
                "/usr/bin/env",
                ["python3", "-m", "kubernetes_validate", "--strict", "--no-warn"] + files.prefix(2),
                environment: ["PYTHONPATH": Tools.python, "PATH": "/usr/bin:/bin"])
            #expect(result.status == 0, "\(result.errorOutput)")
            #expect(result.output.contains("daemonset/agent-teams-exporter"))

            let daemonSet = try String(contentsOfFile: files[0], encoding: .utf8)
            let arguments = daemonSet.split(separator: "\n").map { $0.drop { $0 == " " } }
                .drop { $0 != "args:" }.dropFirst().prefix { $0.hasPrefix("- ") }.map {
                    String($0.dropFirst(2))
                }
            #expect(arguments.first == "serve" && arguments.count > 2)
            #expect(try ReleaseBinary.run(arguments + ["--help"], in: place).status == 0)
            // The names that the other two go by.
            #expect(daemonSet.contains("{name: metrics, containerPort: 9765}"))
            #expect(try String(contentsOfFile: files[1], encoding: .utf8).contains("port: 9765"))
            #expect(try String(contentsOfFile: files[2], encoding: .utf8).contains("- port: metrics"))
        }

        @Test("the container starts the program with flags that there are")
        func containerStarts() throws {
            let place = try TemporaryDirectory("container")
            let file = "\(Self.root)/deploy/container/Containerfile"
            let text = try String(contentsOfFile: file, encoding: .utf8)
            let line = try #require(text.split(separator: "\n").first { $0.hasPrefix("CMD ") })
            let words = try JSONDecoder().decode([String].self, from: Data(line.dropFirst(4).utf8))
            #expect(words.first == "serve")
            #expect(try ReleaseBinary.run(words + ["--help"], in: place).status == 0)
        }
    }
}
