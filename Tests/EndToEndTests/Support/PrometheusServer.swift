import Foundation
import TestSupport

/// A real Prometheus that scrapes one target each second, and evaluates rules as often.
final class PrometheusServer {
    enum Failure: Error {
        case notReady(errorOutput: String)
        case queryFailed(String)
    }

    let port: UInt16
    private let process: ChildProcess

    /// - Parameters:
    ///   - rules: globs of rule files.
    ///   - options: more lines of the scrape configuration, such as `scheme: https`.
    ///   - alertmanager: the port of the one that is told of alerts.
    ///   - features: what it does only when told to, such as `native-histograms`.
    convenience init(
        scraping target: UInt16, rules: [String] = [], alertmanager: UInt16? = nil, options: [String] = [],
        features: [String] = [], in place: TemporaryDirectory
    ) throws {
        let receivers = alertmanager.map { "\"127.0.0.1:\($0)\"" } ?? ""
        let file = try place.write(
            """
            global: {scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s}
            rule_files: [\(rules.map { "\"\($0)\"" }.joined(separator: ", "))]
            alerting: {alertmanagers: [{static_configs: [{targets: [\(receivers)]}]}]}
            scrape_configs:
              - job_name: agent-teams
                static_configs: [{targets: ["127.0.0.1:\(target)"]}]
            \(options.map { "    \($0)\n" }.joined())
            """, to: "prometheus/prometheus.yml")
        try self.init(
            configuration: file, storage: place.path("prometheus/data"),
            features.map { "--enable-feature=\($0)" }, in: place)
    }

    /// - Parameter jobs: the items of `scrape_configs`, as YAML.
    convenience init(jobs: String, in place: TemporaryDirectory) throws {
        let file = try place.write(
            "global: {scrape_interval: 1s, scrape_timeout: 1s}\nscrape_configs:\n\(jobs)\n",
            to: "prometheus/prometheus.yml")
        try self.init(configuration: file, storage: place.path("prometheus/data"), in: place)
    }

    /// One that scrapes nothing and answers from the blocks in `storage`, however old they are.
    convenience init(holding storage: String, in place: TemporaryDirectory) throws {
        let file = try place.write("global: {}\n", to: "prometheus/prometheus.yml")
        try self.init(
            configuration: file, storage: storage, ["--storage.tsdb.retention.time=100y"], in: place)
    }

    private init(
        configuration: String, storage: String, _ options: [String] = [], in place: TemporaryDirectory
    ) throws {
        port = try FreePort.find()
        let port = port
        process = try ChildProcess(
            Tools.path("prometheus"),
            [
                "--config.file=\(configuration)", "--storage.tsdb.path=\(storage)",
                "--web.listen-address=127.0.0.1:\(port)", "--log.level=warn",
            ] + options,
            environment: ReleaseBinary.environment(home: place.path), directory: place.path("prometheus"))
        let isReady = eventually {
            do { return try HTTPClient.send("/-/ready", port: port).status == 200 } catch { return false }
        }
        guard isReady else { throw Failure.notReady(errorOutput: try process.errorOutput) }
    }

    /// The values of an instant query, one for each series of the result.
    func query(_ expression: String) throws -> [Double] {
        let encoded = expression.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
        let answer = try HTTPClient.send("/api/v1/query?query=\(encoded)", port: port)
        let reply = try JSONDecoder().decode(Reply.self, from: Data(answer.body))
        guard reply.status == "success", let results = reply.data?.result else {
            throw Failure.queryFailed("\(expression): \(answer.text)")
        }
        return results.compactMap(\.number)
    }

    /// The exemplars of a selector's series within an hour around now, as the server's JSON.
    func exemplars(of selector: String) throws -> String {
        let now = Int(Date().timeIntervalSince1970)
        return try HTTPClient.send(
            "/api/v1/query_exemplars?query=\(selector)&start=\(now - 3600)&end=\(now + 3600)", port: port
        ).text
    }

    /// Asks until the result is this one value; answers the last result.
    func result(of expression: String, becoming value: Double) throws -> [Double] {
        var last: [Double] = []
        _ = try eventually(within: .seconds(30), every: .milliseconds(100)) {
            last = try query(expression)
            return last == [value]
        }
        return last
    }

    /// Each moment of a range query at which the expression has a value: seconds since 1970, then its labels without
    /// those of the target.
    func moments(of expression: String, from start: Int, to end: Int, step: Int) throws -> Set<String> {
        let encoded = expression.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
        let answer = try HTTPClient.send(
            "/api/v1/query_range?query=\(encoded)&start=\(start)&end=\(end)&step=\(step)", port: port)
        let reply = try JSONDecoder().decode(RangeReply.self, from: Data(answer.body))
        return Set(
            reply.data.result.flatMap { series in
                let labels = series.metric.filter { !["job", "instance", "__name__"].contains($0.key) }
                    .sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ",")
                return series.values.compactMap { $0.first }.map { "\(Int(Double($0.text) ?? 0)) \(labels)" }
            })
    }

    private struct RangeReply: Decodable {
        struct Body: Decodable { var result: [Series] }
        struct Series: Decodable {
            var metric: [String: String]
            var values: [[Reply.Field]]
        }
        var data: Body
    }

    private struct Reply: Decodable {
        struct Body: Decodable { var result: [Result] }
        struct Result: Decodable {
            /// Seconds since 1970, then the value as text.
            var value: [Field]

            var number: Double? { value.last.flatMap { Double($0.text) } }
        }
        struct Field: Decodable {
            let text: String

            init(from decoder: any Decoder) throws {
                let container = try decoder.singleValueContainer()
                do {
                    text = try container.decode(String.self)
                } catch {
                    text = String(try container.decode(Double.self))
                }
            }
        }
        var status: String
        var data: Body?
    }
}
