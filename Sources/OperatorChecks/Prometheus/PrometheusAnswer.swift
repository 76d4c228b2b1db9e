import FoundationEssentials

/// One series of the answer to an instant query.
package struct PrometheusSample: Sendable, Equatable {
    package let labels: [String: String]
    package let value: Double

    package init(labels: [String: String] = [:], value: Double) {
        self.labels = labels
        self.value = value
    }
}

/// Why Prometheus tells nothing.
package enum PrometheusFault: Error, Sendable, Equatable {
    case noURL
    /// In words for people.
    case unreachable(String)
    case refused(String)

    package var message: String {
        switch self {
        case .noURL: "prometheus.url is not set"
        case .unreachable(let reason): "Prometheus does not answer: \(reason)"
        case .refused(let reason): "Prometheus refuses the query: \(reason)"
        }
    }

    /// What to do next.
    package var nextStep: String {
        switch self {
        case .noURL: "set prometheus.url in the configuration"
        case .unreachable: "look whether prometheus.url is right and Prometheus runs"
        case .refused: "compare docs/metrics.md with the version that is scraped"
        }
    }
}

/// Asks Prometheus, and remembers that it does not answer.
package struct PrometheusQuestions {
    private let ask: (_ query: String, _ atMs: Int64?) throws(PrometheusFault) -> [PrometheusSample]
    private var silence: PrometheusFault?

    /// - Parameter ask: sends one instant query, for a time in milliseconds since 1970 or for now.
    package init(
        _ ask: @escaping (_ query: String, _ atMs: Int64?) throws(PrometheusFault) -> [PrometheusSample]
    ) {
        self.ask = ask
    }

    /// One that nobody named.
    package static var absent: PrometheusQuestions {
        PrometheusQuestions { (_, _) throws(PrometheusFault) in throw .noURL }
    }

    /// After one that was not answered nothing more is asked: each would take its whole time.
    package mutating func samples(
        _ query: String, atMs: Int64? = nil
    ) throws(PrometheusFault) -> [PrometheusSample] {
        if let silence { throw silence }
        do throws(PrometheusFault) {
            return try ask(query, atMs)
        } catch {
            if case .refused = error {} else { silence = error }
            throw error
        }
    }
}

/// The answers of Prometheus' HTTP API.
package enum PrometheusAnswer {
    /// - Parameter body: of `/api/v1/query`, whatever the status was.
    package static func samples(in body: [UInt8]) throws(PrometheusFault) -> [PrometheusSample] {
        guard let reply = try? JSONDecoder().decode(Reply.self, from: Data(body)) else {
            throw .refused("its answer is not that of /api/v1/query")
        }
        guard reply.status == "success", let data = reply.data else {
            throw .refused(reply.error ?? reply.status)
        }
        return data.result.compactMap { series in
            Double(series.value.text).map { PrometheusSample(labels: series.metric, value: $0) }
        }
    }

    /// Path and query that ask for the value of an expression.
    package static func target(_ query: String, atMs: Int64?) -> String {
        let plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~".utf8
        let digits = Array("0123456789ABCDEF")
        let encoded = query.utf8.reduce(into: "") { text, byte in
            if plain.contains(byte) {
                text.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                text += "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
            }
        }
        return "/api/v1/query?query=\(encoded)" + (atMs.map { "&time=\(Double($0) / 1000)" } ?? "")
    }

    private struct Reply: Decodable {
        var status: String
        var error: String?
        var data: Body?
    }

    private struct Body: Decodable { var result: [Series] }

    private struct Series: Decodable {
        var metric: [String: String]
        var value: Pair
    }

    /// A time and a value as text.
    private struct Pair: Decodable {
        let text: String

        init(from decoder: any Decoder) throws {
            var list = try decoder.unkeyedContainer()
            _ = try list.decode(Double.self)
            text = try list.decode(String.self)
        }
    }
}
