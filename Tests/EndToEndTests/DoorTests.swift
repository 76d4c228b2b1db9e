import Foundation
import TestSupport
import Testing

extension EndToEnd {
    @Suite("Door")
    struct DoorTests {
        /// alice: "correct horse".
        private static let file = """
            tls_server_config: {cert_file: server.crt, key_file: server.key}
            basic_auth_users:
              alice: $2y$04$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e

            """
        private static let loaded = "agent_teams_exporter_web_config_last_reload_successful"

        private func certificates(_ purpose: String) throws -> TestCertificates {
            let certificates = TestCertificates(in: try TemporaryDirectory(purpose))
            try certificates.makeAuthority("ca")
            try certificates.makeCertificate("server", by: "ca", names: ["IP:127.0.0.1"])
            return certificates
        }

        private func curl(_ port: UInt16, _ options: [String], in place: TemporaryDirectory) throws
            -> ChildProcess.Result
        {
            try ChildProcess.run(
                "/usr/bin/env",
                ["curl", "--silent", "--max-time", "20", "--cacert", place.path("ca.crt")] + options
                    + ["https://127.0.0.1:\(port)/metrics"])
        }

        @Test("Prometheus scrapes over TLS with a password, through a new certificate and a broken file")
        func servesPrometheus() throws {
            let certificates = try certificates("door")
            let place = certificates.place
            try place.write(Self.file, to: "web.yml")
            let exporter = try Exporter(
                launchedBy: [], ["--web.config.file=web.yml"], port: try FreePort.find(), in: place)
            #expect(try eventually { try curl(exporter.port, [], in: place).output == "Unauthorized\n" })
            let prometheus = try PrometheusServer(
                scraping: exporter.port,
                options: [
                    "scheme: https", "tls_config: {ca_file: \"\(place.path("ca.crt"))\"}",
                    "basic_auth: {username: alice, password: correct horse}",
                ], in: place)
            #expect(try prometheus.result(of: "up", becoming: 1) == [1])
            #expect(try prometheus.result(of: Self.loaded, becoming: 1) == [1])

            try certificates.makeCertificate("next", by: "ca", names: ["IP:127.0.0.1", "DNS:next.example"])
            try place.write(try place.read("next.key"), to: "server.key")
            try place.write(try place.read("next.crt"), to: "server.crt")
            let user = ["--user", "alice:correct horse"]
            let servesNext = try eventually(every: .milliseconds(200)) {
                try curl(exporter.port, user + ["--verbose"], in: place).errorOutput.contains("CN=next")
            }
            #expect(servesNext)

            try place.write("basic_auth_users: {alice: hunter2}\n", to: "web.yml")
            #expect(try prometheus.result(of: Self.loaded, becoming: 0) == [0])
            #expect(try curl(exporter.port, [], in: place).output == "Unauthorized\n")
            let log = try exporter.process.errorOutput
            #expect(log.contains("the web configuration was not loaded"))
            #expect(!log.contains("hunter2"))
            #expect(exporter.terminate() == 0)
        }

        @Test("a socket that somebody else opened is served, as systemd hands it over")
        func servesInherited() throws {
            let place = try TemporaryDirectory("inherited")
            let port = try FreePort.find()
            let script = try place.write(
                """
                import os, socket, sys
                listener = socket.create_server(("127.0.0.1", \(port)))
                os.dup2(listener.fileno(), 3)
                os.set_inheritable(3, True)
                os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS="1")
                os.execv(sys.argv[1], sys.argv[1:])
                """, to: "hand-over.py")
            let exporter = try Exporter(
                launchedBy: ["/usr/bin/env", "python3", script], ["--web.systemd-socket"], port: port,
                in: place)
            try exporter.waitUntilAnswering("/-/ready")
            #expect(try exporter.request("/metrics").status == 200)
            #expect(exporter.terminate() == 0)
        }

        @Test("the example is good for promtool and for us")
        func hasGoodExample() throws {
            let place = try certificates("example").place
            let example = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
                .deletingLastPathComponent().deletingLastPathComponent()
                .appending(path: "deploy/web-config.yml")
            try place.copy(example.path, to: "web-config.yml")
            let promtool = try ChildProcess.run(
                Tools.path("promtool"), ["check", "web-config", place.path("web-config.yml")])
            #expect(promtool.status == 0, "\(promtool.errorOutput)")
            let ours = try ReleaseBinary.run(
                ["config", "check", "--web.config.file=web-config.yml"], in: place)
            #expect(ours.status == 0, "\(ours.errorOutput)")
            #expect(ours.output.contains("TLS, client certificates: NoClientCert, 1 users, 0 tokens"))
        }
    }
}
