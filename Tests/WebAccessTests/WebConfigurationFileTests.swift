import Testing
import WebAccess

/// The cases carry the names that the same cases have in the toolkit's own tests; the files are ours.
@Suite("Web configuration file")
struct WebConfigurationFileTests {
    struct Good: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let text: String
    }

    struct Bad: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let text: String
        /// Each fault: its place, and words that stand in it.
        let faults: [(place: String, words: String)]
    }

    static let tls = "tls_server_config:\n  cert_file: server.crt\n  key_file: server.key\n"
    static let hash = "$2y$04$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e"

    static func parse(_ text: String) throws -> WebConfiguration {
        try WebConfigurationFile.parse(Array(text.utf8), file: "web.yml") { path in
            path.hasPrefix("/") ? path : "/etc/exporter/" + path
        }
    }

    static let good = [
        Good(testDescription: "empty", text: ""),
        Good(testDescription: "empty sections", text: "tls_server_config: {}\nhttp_server_config:\n"),
        Good(testDescription: "noAuth.good", text: tls),
        Good(testDescription: "noAuth_noHTTP2.good", text: tls + "http_server_config: {http2: false}\n"),
        Good(
            testDescription: "noAuth_someCiphers_noOrder.good",
            text: tls + "  prefer_server_cipher_suites: false\n"
                + "  cipher_suites: [TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256]\n"),
        Good(
            testDescription: "noAuth_someCurves.good",
            text: tls + "  curve_preferences: [CurveP256, X25519]\n"
        ),
        Good(
            testDescription: "noAuth_allCurves.good",
            text: tls + "  curve_preferences: [CurveP256, CurveP384, CurveP521, X25519]\n"),
        Good(
            testDescription: "auth_client_san.good",
            text: tls + "  client_auth_type: RequireAndVerifyClientCert\n  client_ca_file: ca.crt\n"
                + "  client_allowed_sans: [prometheus.example, 10.0.0.1]\n"),
        Good(testDescription: "users.good", text: tls + "basic_auth_users:\n  alice: \(hash)\n"),
        Good(testDescription: "users_noTLS.good", text: "basic_auth_users: {alice: '\(hash)'}\n"),
        Good(
            testDescription: "headers.good",
            text: """
                http_server_config:
                  headers:
                    Content-Security-Policy: default-src 'self'
                    X-Frame-Options: deny
                    X-Content-Type-Options: nosniff
                    X-XSS-Protection: 1; mode=block
                    Strict-Transport-Security: max-age=31536000
                """),
        Good(testDescription: "rate_limit.good", text: "rate_limit: {interval: 1s, burst: 20}\n"),
        Good(testDescription: "rate_limit off", text: "rate_limit: {interval: 0, burst: 0}\n"),
    ]

    @Test("a good file is taken", arguments: good)
    func takesGood(file: Good) throws {
        _ = try Self.parse(file.text)
    }

    static let bad = [
        Bad(
            testDescription: "junk", text: "hdjs-aiedh8",
            faults: [("1:1", "expected a mapping")]),
        Bad(
            testDescription: "junk_key", text: "tls_server_confg: {}\n",
            faults: [("1:1", "did you mean 'tls_server_config'?")]),
        Bad(
            testDescription: "junk key within", text: tls + "  cert_fil: x\n",
            faults: [("4:3", "did you mean 'cert_file'?")]),
        Bad(
            testDescription: "noAuth_certPath_empty.bad",
            text: "tls_server_config:\n  cert_file: ''\n  key_file: server.key\n",
            faults: [("2:3", "TLS needs 'cert_file' or 'cert'")]),
        Bad(
            testDescription: "noAuth_keyPath_empty.bad",
            text: "tls_server_config:\n  cert_file: server.crt\n  key_file: ''\n",
            faults: [("3:3", "TLS needs 'key_file' or 'key'")]),
        Bad(
            testDescription: "noAuth_certPath_keyPath_empty.bad",
            text: "tls_server_config:\n  client_auth_type: NoClientCert\n",
            faults: [("2:3", "TLS needs 'cert_file'"), ("2:3", "TLS needs 'key_file'")]),
        Bad(
            testDescription: "cert and cert_file.bad",
            text:
                "tls_server_config:\n  cert: '-----BEGIN CERTIFICATE-----'\n  cert_file: a\n  key_file: b\n",
            faults: [("3:3", "'cert' and 'cert_file' are both given")]),
        Bad(
            testDescription: "inline text that is no PEM",
            text: "tls_server_config:\n  cert: server.crt\n  key_file: b\n",
            faults: [("2:3", "'cert' holds no PEM text")]),
        Bad(
            testDescription: "noAuth_wrongTLSVersion.bad", text: tls + "  min_version: TLS111\n",
            faults: [("4:16", "TLS111")]),
        Bad(
            testDescription: "versions that exclude each other",
            text: tls + "  min_version: TLS13\n  max_version: TLS12\n", faults: [("5:3", "older than")]),
        Bad(
            testDescription: "noAuth_inventedCiphers.bad",
            text: tls + "  cipher_suites: [TLS_ECDHE_RSA_WITH_AES_129_GCM_SHA256]\n",
            faults: [("4:3", "did you mean 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256'?")]),
        Bad(
            testDescription: "cipher suites that the version rules out",
            text: tls + "  max_version: TLS12\n  cipher_suites: [TLS_AES_128_GCM_SHA256]\n",
            faults: [("5:3", "suites of TLS 1.3 alone")]),
        Bad(
            testDescription: "noAuth_inventedCurves.bad", text: tls + "  curve_preferences: [CurveP257]\n",
            faults: [("4:3", "did you mean 'CurveP256'?")]),
        Bad(
            testDescription: "auth_clientCAs_missing.bad",
            text: tls + "  client_ca_file: ca.crt\n",
            faults: [("4:3", "no certificate is asked of clients")]),
        Bad(
            testDescription: "auth_client_san without a policy.bad",
            text: tls + "  client_allowed_sans: [a.example]\n",
            faults: [("4:3", "no certificate is asked of clients")]),
        Bad(
            testDescription: "auth type unknown.bad", text: tls + "  client_auth_type: RequireClientCert\n",
            faults: [("4:21", "RequireClientCert")]),
        Bad(
            testDescription: "auth_user_list_invalid.bad",
            text: "basic_auth_users:\n  john: doe\n  alice: \(hash)\n",
            faults: [("2:9", "the hash of user 'john' is no bcrypt hash")]),
        Bad(
            testDescription: "user with a colon", text: "basic_auth_users:\n  'a:b': \(hash)\n",
            faults: [("2:3", "colon")]),
        Bad(
            testDescription: "headers_extra_header.bad",
            text: "http_server_config:\n  headers:\n    X-Powered-By: us\n", faults: [("3:5", "X-Powered-By")]
        ),
        Bad(
            testDescription: "headers_frame_options.bad",
            text: "http_server_config:\n  headers:\n    X-Frame-Options: allow-from\n",
            faults: [("3:5", "deny, sameorigin")]),
        Bad(
            testDescription: "headers_content_type_options.bad",
            text: "http_server_config:\n  headers:\n    X-Content-Type-Options: sniff\n",
            faults: [("3:5", "nosniff")]),
        Bad(
            testDescription: "header injection",
            text: "http_server_config:\n  headers:\n    X-XSS-Protection: \"0\\r\\nSet-Cookie: a=b\"\n",
            faults: [("3:5", "control character")]),
        Bad(
            testDescription: "rate limit that lets nothing through", text: "rate_limit: {interval: 1s}\n",
            faults: [("1:13", "at least 1")]),
        Bad(
            testDescription: "token with the name of a user",
            text: "basic_auth_users: {a: '\(hash)'}\nbearer_tokens: {a: '\(hash)'}\n",
            faults: [("2:17", "a user and a token")]),
        Bad(
            testDescription: "token in clear", text: "bearer_tokens:\n  grafana: s3cret\n",
            faults: [("2:12", "sha256sum")]),
        Bad(
            testDescription: "access without anybody", text: "access: {metrics: open}\n",
            faults: [("1:1", "nobody to tell apart")]),
        Bad(
            testDescription: "access for strangers",
            text: "basic_auth_users: {alice: '\(hash)'}\naccess: {pages: [alise], lifecycle: open}\n",
            faults: [("2:10", "did you mean 'alice'?"), ("2:26", "cannot be open")]),
        Bad(
            testDescription: "several at once",
            text: tls + "  min_version: 1.2\nbasic_auth_users: {a: b}\nlimits: {header_bytes: 1}\n",
            faults: [("4:16", "min_version"), ("5:23", "user 'a'"), ("6:24", "header_bytes")]),
    ]

    @Test("a bad file is refused with the place of each fault and the next step", arguments: bad)
    func refusesBad(file: Bad) throws {
        let fault = #expect(throws: WebConfigurationFault.self) { try Self.parse(file.text) }
        let lines = try #require(fault).lines
        #expect(lines.count == file.faults.count, "\(lines)")
        for (line, expected) in zip(lines, file.faults) {
            #expect(line.hasPrefix("web.yml:\(expected.place): error: "), "\(line)")
            #expect(line.contains(expected.words), "\(line)")
            #expect(line.contains("; ") || line.contains("must be at least"), "names the next step: \(line)")
        }
    }

    @Test("what is written by mistake in place of a hash is told nowhere")
    func keepsSecrets() throws {
        let text =
            "basic_auth_users: {a: hunter2, b: $2y$31$\(Self.hash.suffix(53))}\nbearer_tokens: {c: swordfish}\n"
        let fault = #expect(throws: WebConfigurationFault.self) { try Self.parse(text) }
        let all = try #require(fault).lines.joined(separator: "\n")
        for secret in ["hunter2", "swordfish", String(Self.hash.suffix(31))] {
            #expect(!all.contains(secret))
        }
        #expect(all.contains("cost 31"))
    }

    @Test("relative paths start at the file's directory, inline texts are kept")
    func resolvesPaths() throws {
        let tls = try #require(
            try Self.parse(
                Self.tls + "  client_ca: '-----BEGIN X'\n  client_auth_type: VerifyClientCertIfGiven\n"
            ).tls)
        #expect(tls.certificate == .file("/etc/exporter/server.crt"))
        #expect(tls.clientAuthorities == .inline("-----BEGIN X"))
        #expect(tls.files == ["/etc/exporter/server.crt", "/etc/exporter/server.key"])
        #expect((tls.minVersion, tls.maxVersion) == (.TLS12, .TLS13))
    }

    @Test("suites of TLS 1.3 alone leave no older version")
    func raisesVersion() throws {
        let tls = try #require(try Self.parse(Self.tls + "  cipher_suites: [TLS_AES_128_GCM_SHA256]\n").tls)
        #expect(tls.minVersion == .TLS13)
    }

    @Test("keys of our own are read")
    func readsOwnKeys() throws {
        let digest = String(repeating: "Ab", count: 32)
        let configuration = try Self.parse(
            """
            basic_auth_users: {alice: '\(Self.hash)'}
            bearer_tokens: {prometheus: \(digest)}
            access: {probes: authenticated, metrics: [prometheus], pages: alice}
            login_back_off: {after: 3, first: 2s, longest: 1m}
            limits: {header_bytes: 8KiB, connections: 100, request_timeout: 30s}
            """)
        #expect(configuration.tokens == ["prometheus": .sha256(digest.lowercased())])
        #expect(configuration.access[.probes] == .authenticated)
        #expect(configuration.access[.metrics] == .only(["prometheus"]))
        #expect(configuration.access[.pages] == .only(["alice"]))
        #expect(configuration.access[.lifecycle] == .authenticated)
        #expect(configuration.backOff.after == 3)
        #expect(configuration.limits.headerBytes == 8192)
        #expect(configuration.limits.connections == 100)
        #expect(configuration.limits.requestTimeout == .seconds(30))
    }
}
