/// Chooses format and compression from the request headers (RFC 9110, 12.4 and 12.5).
///
/// Never fails: a part that cannot be read is passed over, and what is left always yields an answer.
package enum ContentNegotiation {
    /// The format to answer with; text 0.0.4 when nothing fits, so that a scrape always gets an answer.
    ///
    /// The highest quality wins; between equals the server's order decides. OpenMetrics without a version means
    /// 1.0.0; a version we do not write (0.0.1, 2.0.0) never matches. For each format the most specific part that
    /// names it counts, and the escaping it asks for.
    package static func format(accept: String?) -> ScrapeFormat {
        guard let accept else { return ScrapeFormat(.text004) }
        let parts = HeaderList.parse(accept)
        var best: (rank: Int, format: ScrapeFormat)?
        for syntax in ScrapeFormat.Syntax.allCases {
            guard let match = match(of: syntax, in: parts), match.quality > 0 else { continue }
            let rank = match.quality * 10 + preference(syntax, isNamed: match.specificity > 0)
            if rank > best?.rank ?? 0 { best = (rank, ScrapeFormat(syntax, escaping: match.escaping)) }
        }
        return best?.format ?? ScrapeFormat(.text004)
    }

    /// Which of two formats that are liked the same is better: OpenMetrics, as every Prometheus orders them.
    ///
    /// `*/*` alone is curl or a browser: it goes to the format that a person reads best.
    private static func preference(_ syntax: ScrapeFormat.Syntax, isNamed: Bool) -> Int {
        guard isNamed else { return syntax == .text004 ? 1 : 0 }
        return switch syntax {
        case .openMetrics100: 5
        case .text100: 4
        case .text004: 3
        case .protobuf: 2
        }
    }

    /// Whether the body should be compressed with gzip: it is acceptable and not liked less than plain bytes.
    package static func prefersGzip(acceptEncoding: String?) -> Bool {
        guard let acceptEncoding else { return false }
        var gzip: Int?
        var identity: Int?
        var rest: Int?
        for part in HeaderList.parse(acceptEncoding) {
            switch part.value {
            case "gzip", "x-gzip": gzip = max(gzip ?? 0, part.quality)
            case "identity": identity = max(identity ?? 0, part.quality)
            case "*": rest = max(rest ?? 0, part.quality)
            default: continue
            }
        }
        // Plain bytes refused and gzip not spoken of: gzip is the lesser fault.
        let gzipQuality = gzip ?? rest ?? (identity == 0 ? 1000 : 0)
        // Not named, identity is always acceptable, but liked least.
        return gzipQuality > 0 && gzipQuality >= (identity ?? 0)
    }

    private struct Match {
        var quality: Int
        var specificity: Int
        var escaping: NameEscaping?
    }

    private static func match(of syntax: ScrapeFormat.Syntax, in parts: [HeaderPart]) -> Match? {
        var best: Match?
        for part in parts {
            guard let specificity = specificity(of: part, for: syntax) else { continue }
            if let current = best {
                if specificity < current.specificity { continue }
                if specificity == current.specificity, part.quality <= current.quality { continue }
            }
            best = Match(quality: part.quality, specificity: specificity, escaping: part.escaping)
        }
        return best
    }

    /// 0 for `*/*`, 1 for `text/*`, 2 for the type, 3 with its version; nil when the part is not this format.
    ///
    /// Text 1.0.0 and protobuf have to be asked for in full: who takes any text can read the oldest.
    private static func specificity(of part: HeaderPart, for syntax: ScrapeFormat.Syntax) -> Int? {
        switch syntax {
        case .text004:
            if part.value == "*/*" { return 0 }
            if part.value == "text/*" { return 1 }
            guard part.value == "text/plain" else { return nil }
            return part.version.map { $0 == "0.0.4" ? 3 : nil } ?? 2
        case .text100: return part.value == "text/plain" && part.version == "1.0.0" ? 3 : nil
        case .openMetrics100:
            if part.value == "*/*" { return 0 }
            if part.value == "application/*" { return 1 }
            guard part.value == "application/openmetrics-text" else { return nil }
            return part.version.map { $0 == "1.0.0" ? 3 : nil } ?? 2
        case .protobuf:
            let isWhole = part.proto == "io.prometheus.client.metricfamily" && part.encoding == "delimited"
            return part.value == "application/vnd.google.protobuf" && isWhole ? 3 : nil
        }
    }
}
