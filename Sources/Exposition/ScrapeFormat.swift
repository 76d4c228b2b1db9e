/// What a scrape is answered in: a syntax, and how names are escaped in it.
package struct ScrapeFormat: Sendable, Hashable {
    package enum Syntax: Sendable, Hashable, CaseIterable {
        /// Prometheus text 0.0.4: the default and the last resort.
        case text004
        /// Prometheus text 1.0.0: 0.0.4 with room for quoted names, of which we have none.
        case text100
        /// OpenMetrics text 1.0.0.
        case openMetrics100
        /// Messages `io.prometheus.client.MetricFamily`, each after its length.
        case protobuf
    }

    package let syntax: Syntax
    /// What was asked for; nil when nothing was.
    package let escaping: NameEscaping?

    package init(_ syntax: Syntax, escaping: NameEscaping? = nil) {
        self.syntax = syntax
        self.escaping = escaping
    }

    package init(_ format: ExpositionFormat) {
        switch format {
        case .text004: self.init(Syntax.text004)
        case .openMetrics100: self.init(Syntax.openMetrics100)
        }
    }

    /// The lines it is made of; nil when it is not made of lines.
    var lines: ExpositionFormat? {
        switch syntax {
        case .text004, .text100: .text004
        case .openMetrics100: .openMetrics100
        case .protobuf: nil
        }
    }

    /// The `Content-Type` header; Prometheus 3 fails the scrape without the exact type.
    ///
    /// The scheme is told to who asked for one, and in text 1.0.0 always.
    package var contentType: String {
        let type =
            switch syntax {
            case .text004: ExpositionFormat.text004.contentType
            case .text100: "text/plain; version=1.0.0; charset=utf-8"
            case .openMetrics100: ExpositionFormat.openMetrics100.contentType
            case .protobuf:
                "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited"
            }
        let told = escaping ?? (syntax == .text100 ? .underscores : nil)
        return told.map { "\(type); escaping=\($0.rawValue)" } ?? type
    }
}
