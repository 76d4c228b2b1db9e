package import YAMLReading

/// Why a web configuration cannot be used: every fault in it, in the order of the file.
///
/// No fault quotes what stands under a user or a token: somebody may have written the password itself there.
/// For the same reason faults are shown without the line they stand on.
package struct WebConfigurationFault: Error, Equatable {
    package let diagnostics: [Diagnostic]

    /// Each fault on a line of its own.
    package var lines: [String] { diagnostics.map(\.oneLine) }
}

/// Reads the web configuration file, as the tools around Prometheus write it and with keys of our own.
package enum WebConfigurationFile {
    /// - Parameters:
    ///   - file: the name that faults carry.
    ///   - resolve: makes a path in the file absolute; relative ones start at the file's directory.
    package static func parse(
        _ bytes: [UInt8], file: String, resolve: (String) -> String
    ) throws(WebConfigurationFault) -> WebConfiguration {
        let node: YAMLNode
        do {
            node = try YAMLDocument.parse(bytes, file: file)
        } catch {
            throw WebConfigurationFault(diagnostics: [error])
        }
        var reader = MappingReader(node, file: file)
        let configuration = read(&reader, resolve)
        reader.finish()
        let faults = reader.diagnostics
        guard faults.isEmpty else { throw WebConfigurationFault(diagnostics: faults) }
        return configuration
    }

    private static func read(
        _ reader: inout MappingReader, _ resolve: (String) -> String
    ) -> WebConfiguration {
        var configuration = WebConfiguration()
        configuration.tls = TLSSection.settings(&reader, resolve)
        reader.mapping("http_server_config") { section in
            if let wanted = section.bool("http2") { configuration.wantsHTTP2 = wanted }
            configuration.headers = HeaderSection.headers(&section)
        }
        configuration.users = CredentialSection.users(&reader)
        configuration.tokens = CredentialSection.tokens(&reader, users: configuration.users)
        configuration.rateLimit = LimitSections.rateLimit(&reader)
        let names = CredentialSection.names(&reader)
        configuration.access = AccessSection.rules(&reader, names: names)
        configuration.backOff = LimitSections.backOff(&reader)
        configuration.limits = LimitSections.limits(&reader)
        return configuration
    }
}
