/// The text formats that are written and read; see `ScrapeFormat` for all that `/metrics` is answered in.
package enum ExpositionFormat: Sendable, Equatable, CaseIterable {
    /// Prometheus text 0.0.4: the default and the last resort.
    case text004
    /// OpenMetrics text 1.0.0.
    case openMetrics100

    /// The `Content-Type` header; Prometheus 3 fails the scrape without the exact type.
    package var contentType: String {
        switch self {
        case .text004: "text/plain; version=0.0.4; charset=utf-8"
        case .openMetrics100: "application/openmetrics-text; version=1.0.0; charset=utf-8"
        }
    }
}
