extension ExpositionFormat {
    /// The format that a `Content-Type` header declares, nil when it is neither of ours.
    package init?(contentType: String) {
        let parts = contentType.lowercased().split(separator: ";").map { part in
            String(part.filter { !$0.isWhitespace })
        }
        switch parts.first {
        // Text 1.0.0 without quoted names is 0.0.4.
        case "text/plain"
        where !parts.contains {
            $0.hasPrefix("version=") && !["version=0.0.4", "version=1.0.0"].contains($0)
        }:
            self = .text004
        case "application/openmetrics-text" where !parts.contains("version=2.0.0"): self = .openMetrics100
        default: return nil
        }
    }

    /// The format that a file is most likely meant to have: OpenMetrics when its last line is `# EOF`.
    package init(detectedIn bytes: [UInt8]) {
        var body = bytes[...]
        while let last = body.last, last == Ascii.lineFeed || last == Ascii.carriageReturn {
            body.removeLast()
        }
        let start = body.lastIndex(of: Ascii.lineFeed).map { $0 + 1 } ?? body.startIndex
        self = body[start...].elementsEqual("# EOF".utf8) ? .openMetrics100 : .text004
    }

    /// Name for a person.
    package var title: String {
        switch self {
        case .text004: "text 0.0.4"
        case .openMetrics100: "OpenMetrics 1.0"
        }
    }
}
