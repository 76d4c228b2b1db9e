import YAMLReading

/// Reads `tls_server_config`.
enum TLSSection {
    /// nil when the section is absent or empty, and when it is so faulty that nothing can be made of it.
    static func settings(_ reader: inout MappingReader, _ resolve: (String) -> String) -> TLSSettings? {
        guard var section = reader.mapping("tls_server_config") else { return nil }
        defer { section.finish() }
        guard !section.keys.isEmpty else { return nil }
        let certificate = pem(&section, "cert", isRequired: true, resolve)
        let key = pem(&section, "key", isRequired: true, resolve)
        // Read on without them, so that all faults are told at once.
        var settings = TLSSettings(certificate: certificate ?? .inline(""), key: key ?? .inline(""))
        settings.clientAuthorities = pem(&section, "client_ca", isRequired: false, resolve)
        readClients(&section, &settings)
        readVersions(&section, &settings)
        readAlgorithms(&section, &settings)
        return certificate == nil || key == nil ? nil : settings
    }

    /// `key` for the text itself or `key_file` for its path, not both.
    private static func pem(
        _ section: inout MappingReader, _ key: String, isRequired: Bool, _ resolve: (String) -> String
    ) -> TLSSettings.PEM? {
        let fileKey = "\(key)_file"
        let (text, path) = (section.string(key) ?? "", section.string(fileKey) ?? "")
        switch (text.isEmpty, path.isEmpty) {
        case (false, false):
            section.report(
                "'\(key)' and '\(fileKey)' are both given", key: fileKey, hint: "keep one of them")
        case (false, true):
            if text.contains("-----BEGIN ") { return .inline(text) }
            section.report(
                "'\(key)' holds no PEM text", key: key,
                hint: "write '\(fileKey)' for the path of a file, or the text from -----BEGIN on")
        case (true, false): return .file(resolve(path))
        case (true, true):
            guard isRequired else { return nil }
            section.report(
                "TLS needs '\(fileKey)' or '\(key)'", key: section.contains(fileKey) ? fileKey : key,
                hint: "name the file in PEM, or remove tls_server_config to serve without TLS")
        }
        return nil
    }

    private static func readClients(_ section: inout MappingReader, _ settings: inout TLSSettings) {
        if let policy = section.choice("client_auth_type", as: TLSSettings.ClientPolicy.self) {
            settings.clientPolicy = policy
        }
        settings.allowedSubjectNames = section.strings("client_allowed_sans") ?? []
        guard settings.clientPolicy == .NoClientCert else { return }
        let hint = "add 'client_auth_type: RequireAndVerifyClientCert'"
        for key in ["client_ca", "client_ca_file"] where settings.clientAuthorities != nil {
            guard section.node(key) != nil else { continue }
            section.report("'\(key)' is given, but no certificate is asked of clients", key: key, hint: hint)
        }
        if !settings.allowedSubjectNames.isEmpty {
            section.report(
                "'client_allowed_sans' is given, but no certificate is asked of clients",
                key: "client_allowed_sans", hint: hint)
        }
    }

    private static func readVersions(_ section: inout MappingReader, _ settings: inout TLSSettings) {
        if let version = section.choice("min_version", as: TLSSettings.Version.self) {
            settings.minVersion = version
        }
        if let version = section.choice("max_version", as: TLSSettings.Version.self) {
            settings.maxVersion = version
        }
        guard settings.maxVersion < settings.minVersion else { return }
        section.report(
            "'max_version' \(settings.maxVersion.rawValue) is older than "
                + "'min_version' \(settings.minVersion.rawValue)", key: "max_version",
            hint: "min_version is TLS12 where it is not written")
    }

    private static func readAlgorithms(_ section: inout MappingReader, _ settings: inout TLSSettings) {
        // The client's order stands, as it does in Go since 1.17: nothing to keep.
        _ = section.bool("prefer_server_cipher_suites")
        readCipherSuites(&section, &settings)
        guard let names = section.strings("curve_preferences"), !names.isEmpty else { return }
        let known = TLSSettings.Curve.allCases.map(\.rawValue)
        for name in names where !known.contains(name) {
            report(&section, "curve_preferences", "no curve is called", name, known)
        }
        settings.curves = names.compactMap { TLSSettings.Curve(rawValue: $0) }
    }

    private static func readCipherSuites(_ section: inout MappingReader, _ settings: inout TLSSettings) {
        guard let names = section.strings("cipher_suites"), !names.isEmpty else { return }
        let known = CipherSuites.always.union(CipherSuites.selectable.keys)
        for name in names where !known.contains(name) {
            report(&section, "cipher_suites", "no cipher suite is called", name, known.sorted())
        }
        let chosen = names.compactMap { CipherSuites.selectable[$0] }
        settings.cipherSuites = chosen
        guard chosen.isEmpty, names.allSatisfy(CipherSuites.always.contains) else { return }
        // Nothing but suites of TLS 1.3: older versions could not agree on any.
        if settings.maxVersion < .TLS13 {
            section.report(
                "'cipher_suites' names suites of TLS 1.3 alone, which 'max_version' rules out",
                key: "cipher_suites", hint: "name a suite of TLS 1.2, or remove max_version")
        }
        settings.minVersion = .TLS13
    }

    private static func report(
        _ section: inout MappingReader, _ key: String, _ message: String, _ name: String, _ known: [String]
    ) {
        let meant = Suggestion.closest(to: name, among: known).map { "did you mean '\($0)'?" }
        section.report(
            "\(message) '\(name)'", key: key, hint: meant ?? "known: \(known.joined(separator: ", "))")
    }
}
