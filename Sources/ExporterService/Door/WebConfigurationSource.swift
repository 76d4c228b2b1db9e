import NIOSSL
package import WebAccess

/// A web configuration as it was read at one time, proven usable: its certificate and key are loaded.
package struct LoadedWebConfiguration: Sendable {
    package let configuration: WebConfiguration
    let doorkeeper: Doorkeeper
    let tls: LoadedTLS?
    /// How the files looked before they were read.
    let stamps: [FileStamp]

    /// What it amounts to, on one line.
    package var summary: String {
        let people = configuration.users.count
        let tokens = configuration.tokens.count
        let door = configuration.asksForCredentials ? "\(people) users, \(tokens) tokens" : "open to all"
        guard let tls else { return "no TLS, \(door)" }
        return "TLS, client certificates: \(tls.settings.clientPolicy.rawValue), \(door)"
    }
}

/// What TLS connections are made with.
struct LoadedTLS: Sendable {
    let settings: TLSSettings
    let context: NIOSSLContext
    /// When the server's certificate ends, in seconds since 1970.
    let notAfter: Int
}

/// Where the web configuration is read from: at the start, and again whenever it changes.
package struct WebConfigurationSource: Sendable {
    private let file: String
    private let paths: PathResolution
    private let metricsPath: String

    /// - Parameters:
    ///   - file: as the user wrote it.
    ///   - paths: how paths on the command line are meant.
    ///   - metricsPath: the path of the address that scrapers ask.
    package init(file: String, paths: PathResolution, metricsPath: String) {
        self.file = file
        self.paths = paths
        self.metricsPath = metricsPath
    }

    /// Reads the file and all files that it names. Blocks.
    package func load() throws(WebFault) -> LoadedWebConfiguration {
        let path = paths.absolute(file)
        let stamp = FileStamp(path)
        let configuration = try parse(path)
        // Before they are read: a change in between is seen at the next look.
        let stamps = [stamp] + (configuration.tls?.files ?? []).map(FileStamp.init)
        let tls = try configuration.tls.map { (settings) throws(WebFault) in try TLSLoading.load(settings) }
        return LoadedWebConfiguration(
            configuration: configuration,
            doorkeeper: Doorkeeper(configuration, metricsPath: metricsPath), tls: tls, stamps: stamps)
    }

    private func parse(_ path: String) throws(WebFault) -> WebConfiguration {
        let bytes: [UInt8]
        do {
            bytes = try FileReading.bytes(of: path, whatItIs: "web configuration file")
        } catch {
            throw .unreadable(error)
        }
        do {
            let relative = paths.relative(toFile: file)
            return try WebConfigurationFile.parse(bytes, file: file, resolve: relative.absolute)
        } catch {
            throw .faulty(error)
        }
    }
}
