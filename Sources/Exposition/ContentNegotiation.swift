/// Chooses format and compression from the request headers (RFC 9110, 12.4 and 12.5).
///
/// Never fails: a part that cannot be read is passed over, and what is left always yields an answer.
package enum ContentNegotiation {
    /// The format to answer with; text 0.0.4 when nothing fits, so that a scrape always gets an answer.
    ///
    /// The highest quality wins; between equals the server's order decides: OpenMetrics 1.0, then text, as every
    /// Prometheus orders them. OpenMetrics without a version means 1.0.0; a version we do not write (0.0.1,
    /// 2.0.0, text 1.0.0) never matches. For each format the most specific part that names it counts.
    package static func format(accept: String?) -> ExpositionFormat {
        guard let accept else { return .text004 }
        let parts = HeaderList.parse(accept)
        let text = quality(of: .text004, in: parts)?.quality ?? 0
        guard let openMetrics = quality(of: .openMetrics100, in: parts), openMetrics.quality > 0 else {
            return .text004
        }
        // `*/*` alone is curl or a browser: a tie by it goes to the format that a person reads best.
        let winsTies = openMetrics.specificity > 0
        return openMetrics.quality > text || (openMetrics.quality == text && winsTies)
            ? .openMetrics100 : .text004
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
    }

    private static func quality(of format: ExpositionFormat, in parts: [HeaderPart]) -> Match? {
        var best: Match?
        for part in parts {
            guard let specificity = specificity(of: part, for: format) else { continue }
            if let current = best {
                if specificity < current.specificity { continue }
                if specificity == current.specificity, part.quality <= current.quality { continue }
            }
            best = Match(quality: part.quality, specificity: specificity)
        }
        return best
    }

    /// 0 for `*/*`, 1 for `text/*`, 2 for the type, 3 with its version; nil when the part is not this format.
    private static func specificity(of part: HeaderPart, for format: ExpositionFormat) -> Int? {
        if part.value == "*/*" { return 0 }
        switch format {
        case .text004:
            if part.value == "text/*" { return 1 }
            guard part.value == "text/plain" else { return nil }
            return part.version.map { $0 == "0.0.4" ? 3 : nil } ?? 2
        case .openMetrics100:
            if part.value == "application/*" { return 1 }
            guard part.value == "application/openmetrics-text" else { return nil }
            return part.version.map { $0 == "1.0.0" ? 3 : nil } ?? 2
        }
    }
}
