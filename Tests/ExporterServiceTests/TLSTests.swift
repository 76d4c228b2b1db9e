import TestSupport
import Testing
import WebAccess

@testable import ExporterService

@Suite("TLS")
struct TLSTests {
    static let files = "tls_server_config:\n  cert_file: server.crt\n  key_file: server.key\n"

    /// A server with a certificate of the authority `ca`, and clients with certificates of it and of another one.
    private func withServer(
        _ more: String = "", _ body: @escaping @Sendable (GuardedServer) throws -> Void
    ) async throws {
        try await offThread {
            let certificates = TestCertificates(in: try TemporaryDirectory("tls"))
            try certificates.makeAuthority("ca")
            try certificates.makeCertificate("server", by: "ca", names: ["IP:127.0.0.1"])
            try body(try GuardedServer(Self.files + more, in: certificates.place))
        }.get()
    }

    /// What curl gets: the answer's text, nil when the connection comes to nothing.
    private static func fetch(
        _ server: GuardedServer, authority: String = "ca", client: String? = nil, _ options: [String] = []
    ) throws -> String? {
        let place = server.place
        let identity =
            client.map { ["--cert", place.path("\($0).crt"), "--key", place.path("\($0).key")] } ?? []
        let result = try ChildProcess.run(
            "/usr/bin/env",
            ["curl", "--silent", "--max-time", "20", "--cacert", place.path("\(authority).crt")] + identity
                + options
                + ["https://127.0.0.1:\(server.port)/metrics"])
        return result.status == 0 ? result.output : nil
    }

    private static let page = "in: /metrics\n"

    @Test("clients that trust the authority get answers over TLS, plain HTTP gets none")
    func serves() async throws {
        try await withServer { server in
            #expect(try Self.fetch(server) == Self.page)
            try TestCertificates(in: server.place).makeAuthority("stranger")
            #expect(try Self.fetch(server, authority: "stranger") == nil)
            let plain = try? server.ask("/metrics")
            #expect(plain?.status != 200)
            #expect(try Self.fetch(server, ["--http2"]) == Self.page, "served as HTTP/1.1")
            let handshakes = "agent_teams_exporter_tls_handshakes_total"
            #expect(eventually { server.value(handshakes, ["failed"]) == 2 })
            #expect(server.value(handshakes, ["completed"]) == 2)
            #expect(
                (server.value("agent_teams_exporter_tls_certificate_expiry_timestamp_seconds") ?? 0) > 1e9)
        }
    }

    @Test("users are asked over TLS too")
    func asks() async throws {
        try await withServer(DoorTests.people) { server in
            let refused = try Self.fetch(server) ?? ""
            #expect(refused.contains("Unauthorized"))
            #expect(try Self.fetch(server, ["--user", "alice:correct horse"]) == Self.page)
        }
    }

    @Test("versions, suites and curves that the file leaves out are not agreed on")
    func restricts() async throws {
        try await withServer("  min_version: TLS13\n") { server in
            let older = try Self.fetch(server, ["--tls-max", "1.2"])
            #expect(older == nil)
            #expect(try Self.fetch(server, ["--tlsv1.3"]) == Self.page)
        }
        let suites = "  max_version: TLS12\n  cipher_suites: [TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384]\n"
        try await withServer(suites) { server in
            let newer = try Self.fetch(server, ["--tlsv1.3"])
            #expect(newer == nil)
            #expect(try Self.fetch(server, ["--ciphers", "ECDHE-ECDSA-AES128-GCM-SHA256"]) == nil)
            #expect(try Self.fetch(server, ["--ciphers", "ECDHE-ECDSA-AES256-GCM-SHA384"]) == Self.page)
        }
        try await withServer("  curve_preferences: [CurveP384]\n") { server in
            let other = try Self.fetch(server, ["--curves", "prime256v1"])
            #expect(other == nil)
            #expect(try Self.fetch(server, ["--curves", "secp384r1"]) == Self.page)
        }
    }

    @Test("every cipher suite and curve that may be written is known to the TLS library")
    func knowsAll() async throws {
        let suites = CipherSuites.always.union(CipherSuites.selectable.keys).joined(separator: ", ")
        let curves = "CurveP256, CurveP384, CurveP521, X25519, X25519MLKEM768"
        try await withServer("  cipher_suites: [\(suites)]\n  curve_preferences: [\(curves)]\n") { server in
            let answer = try Self.fetch(server)
            #expect(answer == Self.page)
        }
    }

    /// Who gets in without a certificate, with one of the authority, with one of a stranger.
    @Test(
        "each policy lets in whom it should",
        arguments: [
            ("NoClientCert", [true, true, true]), ("RequestClientCert", [true, true, true]),
            ("RequireAnyClientCert", [false, true, true]), ("VerifyClientCertIfGiven", [true, true, false]),
            ("RequireAndVerifyClientCert", [false, true, false]),
        ])
    func asksForCertificates(policy: String, lets: [Bool]) async throws {
        let authority = policy == "NoClientCert" ? "" : "  client_ca_file: ca.crt\n"
        try await withServer("  client_auth_type: \(policy)\n\(authority)") { server in
            let certificates = TestCertificates(in: server.place)
            try certificates.makeAuthority("stranger")
            try certificates.makeCertificate("known", by: "ca", names: ["DNS:prometheus.example"])
            try certificates.makeCertificate("foreign", by: "stranger", names: ["DNS:prometheus.example"])
            for (client, expected) in zip([nil, "known", "foreign"], lets) {
                let answer = try Self.fetch(server, client: client)
                #expect((answer == Self.page) == expected, "\(client ?? "no certificate")")
            }
        }
    }

    @Test("of the authority's clients only those with an allowed name get in")
    func checksNames() async throws {
        let policy = """
              client_auth_type: VerifyClientCertIfGiven
              client_ca_file: ca.crt
              client_allowed_sans: [a.example, 10.0.0.1, '2001:db8::1', m@a.example, 'spiffe://a/b']

            """
        try await withServer(policy) { server in
            let certificates = TestCertificates(in: server.place)
            let allowed = [
                "DNS:a.example", "IP:10.0.0.1", "IP:2001:db8::1", "email:m@a.example", "URI:spiffe://a/b",
            ]
            for (number, name) in allowed.enumerated() {
                try certificates.makeCertificate(
                    "good\(number)", by: "ca", names: ["DNS:other.example", name])
                #expect(try Self.fetch(server, client: "good\(number)") == Self.page, "\(name)")
            }
            try certificates.makeCertificate("bad", by: "ca", names: ["DNS:b.a.example", "IP:10.0.0.2"])
            #expect(try Self.fetch(server, client: "bad") == nil)
            #expect(try Self.fetch(server) == Self.page, "the policy asks for none")
            #expect(server.value("agent_teams_exporter_tls_handshakes_total", ["refused"]) == 1)
        }
    }

    @Test("a new certificate is served to the next connection; half of a change keeps the old one")
    func rotates() async throws {
        try await withServer { server in
            let good = "agent_teams_exporter_web_config_last_reload_successful"
            let certificates = TestCertificates(in: server.place)
            try certificates.makeAuthority("next")
            try certificates.makeCertificate("new", by: "next", names: ["IP:127.0.0.1"])
            try server.place.write(try server.place.read("new.crt"), to: "server.crt")
            #expect(try Self.fetch(server) == Self.page, "the key of the new certificate is not there yet")
            #expect(server.value(good) == 0)
            try server.place.write(try server.place.read("new.key"), to: "server.key")
            #expect(try Self.fetch(server, authority: "next") == Self.page)
            #expect(try Self.fetch(server) == nil)
            #expect(server.value(good) == 1)
        }
    }

    @Test("what certificates and keys do not hold is told with the file and the next step")
    func tellsFaults() async throws {
        try await offThread {
            let place = try TemporaryDirectory("tls")
            let certificates = TestCertificates(in: place)
            try certificates.makeAuthority("ca")
            try certificates.makeCertificate("server", by: "ca", names: ["IP:127.0.0.1"])
            try certificates.makeCertificate("other", by: "ca", names: ["IP:127.0.0.1"])
            try place.write("no PEM at all", to: "junk")
            let cases = [
                ("certPath_invalid", "absent.crt", "server.key", "cannot read the certificate file"),
                ("keyPath_invalid", "server.crt", "absent.key", "cannot read the key file"),
                ("cert is junk", "junk", "server.key", "-----BEGIN CERTIFICATE-----"),
                ("key is junk", "server.crt", "junk", "holds no private key"),
                ("key of another", "server.crt", "other.key", "does not fit the certificate"),
            ]
            for (name, certificate, key, words) in cases {
                let text = "tls_server_config: {cert_file: \(certificate), key_file: \(key)}\n"
                let fault = #expect(throws: WebFault.self, "\(name)") { try GuardedServer(text, in: place) }
                #expect(fault?.oneLine.contains(words) == true, "\(name): \(fault?.oneLine ?? "")")
            }
        }.get()
    }
}
