import ExporterService
import OperatorChecks

/// Sends queries to Prometheus.
enum PrometheusFetch {
    /// A query over a month may take Prometheus a while.
    private static let patience = Duration.seconds(20)

    /// - Parameter url: without a slash at its end; empty for none.
    static func questions(_ url: String) -> PrometheusQuestions {
        guard !url.isEmpty else { return .absent }
        return PrometheusQuestions { (query, atMs) throws(PrometheusFault) in
            try PrometheusAnswer.samples(in: body(url + PrometheusAnswer.target(query, atMs: atMs)))
        }
    }

    private static func body(_ url: String) throws(PrometheusFault) -> [UInt8] {
        do {
            return try HTTPFetch.reply(url, accept: "application/json", patience: patience).body
        } catch ServiceError.cannotFetch(_, let reason) {
            throw .unreachable(reason)
        } catch {
            throw .unreachable("\(error)")
        }
    }
}
