import Foundation
import TestSupport

/// A real server that samples are written to: Prometheus with its receiver switched on, or VictoriaMetrics.
///
/// Both take samples and answer queries at the same paths.
final class RemoteReceiver {
    enum Kind {
        case prometheus
        case victoriaMetrics
    }

    struct NotReady: Error {
        let errorOutput: String
    }

    let kind: Kind
    let port: UInt16
    private let place: TemporaryDirectory
    private var process: ChildProcess

    init(_ kind: Kind, in place: TemporaryDirectory) throws {
        self.kind = kind
        self.place = place
        port = try FreePort.find()
        process = try Self.start(kind, port, place)
        try waitUntilReady()
    }

    var url: String { "http://127.0.0.1:\(port)/api/v1/write" }

    /// Killed, and started again on the same data.
    func restart() throws {
        process.kill()
        process = try Self.start(kind, port, place)
        try waitUntilReady()
    }

    func kill() { process.kill() }

    private static func start(
        _ kind: Kind, _ port: UInt16, _ place: TemporaryDirectory
    ) throws -> ChildProcess {
        let environment = ReleaseBinary.environment(home: place.path)
        switch kind {
        case .prometheus:
            let file = try place.write("global: {}\n", to: "receiver/prometheus.yml")
            return try ChildProcess(
                Tools.path("prometheus"),
                [
                    "--config.file=\(file)", "--storage.tsdb.path=\(place.path("receiver/data"))",
                    "--web.listen-address=127.0.0.1:\(port)", "--web.enable-remote-write-receiver",
                    "--log.level=warn",
                ], environment: environment, directory: place.path("receiver"))
        case .victoriaMetrics:
            try place.makeDirectory("victoria")
            return try ChildProcess(
                Tools.path("victoria-metrics"),
                [
                    "-storageDataPath=\(place.path("victoria/data"))", "-httpListenAddr=127.0.0.1:\(port)",
                    "-search.latencyOffset=0s", "-loggerLevel=WARN", "-memory.allowedBytes=128MB",
                ], environment: environment, directory: place.path("victoria"))
        }
    }

    private func waitUntilReady() throws {
        let path = kind == .prometheus ? "/-/ready" : "/health"
        let isReady = eventually {
            do { return try HTTPClient.send(path, port: port).status == 200 } catch { return false }
        }
        guard isReady else { throw NotReady(errorOutput: try process.errorOutput) }
    }

    /// The values of an instant query by their labels, `name` first.
    func series(_ expression: String) throws -> [String: Double] {
        let encoded = expression.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
        let answer = try HTTPClient.send("/api/v1/query?query=\(encoded)", port: port)
        let object = try JSONSerialization.jsonObject(with: Data(answer.body)) as? [String: Any]
        let data = object?["data"] as? [String: Any]
        var found: [String: Double] = [:]
        for item in data?["result"] as? [[String: Any]] ?? [] {
            guard let labels = item["metric"] as? [String: String],
                let text = (item["value"] as? [Any])?.last as? String
            else { continue }
            found[Self.printed(labels)] = Double(text)
        }
        return found
    }

    /// As `/metrics` prints a series, its labels sorted.
    static func printed(_ labels: [String: String]) -> String {
        let rest = labels.filter { $0.key != "__name__" }.sorted { $0.key < $1.key }
            .map { "\($0.key)=\"\($0.value)\"" }
        let name = labels["__name__"] ?? ""
        return rest.isEmpty ? name : "\(name){\(rest.joined(separator: ","))}"
    }

    /// The one value of a query.
    func value(_ expression: String) throws -> Double? {
        let found = try series(expression)
        return found.count == 1 ? found.values.first : nil
    }

    /// Asks until the query has this one value; answers the last one seen.
    func value(_ expression: String, becoming value: Double?) throws -> Double? {
        var last: Double?
        _ = try eventually(within: .seconds(30), every: .milliseconds(100)) {
            last = try self.value(expression)
            return last == value
        }
        return last
    }
}
