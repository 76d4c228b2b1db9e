import Exposition
import NIOCore

/// What a scraper asked for, read from its request.
struct ScrapeRequest: Sendable, Hashable {
    let format: ScrapeFormat
    let isGzipped: Bool
    /// Collectors to run, by name.
    let collectors: Set<String>
    /// Families to show, `nil` for all of the collectors run.
    let names: Set<String>?
    /// How long the scraper waits for us, less a margin to write the answer.
    var patience: TimeAmount

    /// Default when the scraper does not say how long it waits: Prometheus' own default.
    private static let defaultPatience = TimeAmount.seconds(10)
    /// Left for encoding and the way back, as other exporters do; of a short timeout, half of it.
    private static let margin = TimeAmount.milliseconds(250)

    enum Fault: Error, Equatable {
        case unknownCollector(String, known: [String])
        case collectAndExclude

        var message: String {
            switch self {
            case .unknownCollector(let name, let known):
                "no collector is called '\(name)'; there are: \(known.joined(separator: ", "))"
            case .collectAndExclude:
                "collect[] and exclude[] cannot be combined; use one of them"
            }
        }
    }

    /// - Parameters:
    ///   - known: the collectors that are switched on.
    ///   - always: those of them that `collect[]` does not leave out.
    init(_ request: HTTPRequest, known: [String], always: [String] = []) throws(Fault) {
        format = ContentNegotiation.format(accept: request.header("Accept"))
        isGzipped = ContentNegotiation.prefersGzip(acceptEncoding: request.header("Accept-Encoding"))
        collectors = try Self.selection(
            collect: request.queryValues("collect[]"),
            exclude: request.queryValues("exclude[]"),
            known: known,
            always: always
        )
        let names = request.queryValues("name[]")
        self.names = names.isEmpty ? nil : Set(names)
        patience = Self.patience(request.header("X-Prometheus-Scrape-Timeout-Seconds"))
    }

    private static func selection(
        collect: [String],
        exclude: [String],
        known: [String],
        always: [String]
    ) throws(Fault) -> Set<String> {
        if !collect.isEmpty && !exclude.isEmpty { throw .collectAndExclude }
        for name in collect + exclude where !known.contains(name) {
            throw .unknownCollector(name, known: known)
        }
        return collect.isEmpty ? Set(known).subtracting(exclude) : Set(collect + always)
    }

    /// `header` is a number of seconds, possibly with a fraction; anything else counts as not sent.
    private static func patience(_ header: String?) -> TimeAmount {
        guard let header, let seconds = Double(header), seconds > 0, seconds < 3600 else {
            return defaultPatience
        }
        let asked = TimeAmount.nanoseconds(Int64(seconds * 1e9))
        return asked - min(margin, .nanoseconds(asked.nanoseconds / 2))
    }
}
