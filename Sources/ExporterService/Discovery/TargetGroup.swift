import FoundationEssentials

/// Addresses to scrape, in the JSON of Prometheus' file and HTTP service discovery (`file_sd_configs`, `http_sd_configs`).
struct TargetGroup: Codable, Sendable, Equatable {
    /// `host:port` each.
    var targets: [String]
    var labels: [String: String]

    /// - Parameters:
    ///   - hosts: as Prometheus reaches them, each with its port.
    ///   - path: of the metrics.
    init(_ hosts: [(host: String, port: Int)], isEncrypted: Bool, path: String) {
        targets = hosts.map { "\($0.host.contains(":") ? "[\($0.host)]" : $0.host):\($0.port)" }
        labels = ["__scheme__": isEncrypted ? "https" : "http", "__metrics_path__": path]
    }

    /// The document that holds these groups, keys in order.
    static func document(_ groups: [TargetGroup]) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(groups)
    }
}
