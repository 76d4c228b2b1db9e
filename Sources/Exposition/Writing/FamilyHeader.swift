import MetricModel

/// Writes what stands above a family's samples: TYPE and HELP, in OpenMetrics UNIT too.
enum FamilyHeader {
    static func append(_ descriptor: MetricDescriptor, as format: ExpositionFormat, to out: inout [UInt8]) {
        switch format {
        case .text004: appendText(descriptor, to: &out)
        case .openMetrics100: appendOpenMetrics(descriptor, to: &out)
        }
    }

    /// Text 0.0.4 names the samples, so a counter keeps its `_total`; kinds it does not know are gauges.
    private static func appendText(_ descriptor: MetricDescriptor, to out: inout [UInt8]) {
        let name = descriptor.name.text[...]
        appendLine("# HELP ", name, to: &out) { appendHelp(descriptor.help, escapesQuotes: false, to: &$0) }
        let kind: StaticString =
            switch descriptor.kind {
            case .counter: "counter"
            case .histogram: "histogram"
            case .gauge, .info, .stateSet: "gauge"
            }
        appendLine("# TYPE ", name, to: &out) { append(kind, to: &$0) }
    }

    /// OpenMetrics 1.0: TYPE, UNIT, HELP in this order, with the family's name without a suffix.
    private static func appendOpenMetrics(_ descriptor: MetricDescriptor, to out: inout [UInt8]) {
        let name = descriptor.familyName
        appendLine("# TYPE ", name, to: &out) { append(openMetricsKind(descriptor), to: &$0) }
        if let unit = descriptor.unit {
            appendLine("# UNIT ", name, to: &out) { $0.append(contentsOf: unit.utf8) }
        }
        appendLine("# HELP ", name, to: &out) { appendHelp(descriptor.help, escapesQuotes: true, to: &$0) }
    }

    private static func openMetricsKind(_ descriptor: MetricDescriptor) -> StaticString {
        switch descriptor.kind {
        case .counter: "counter"
        case .gauge: "gauge"
        case .histogram: "histogram"
        case .info: "info"
        // The label of a stateset must have the family's own name; ours is often `status`, so that both formats
        // give the same series. Such a family is a gauge of zeros and ones to OpenMetrics.
        case .stateSet: descriptor.labels.last?.text[...] == descriptor.familyName ? "stateset" : "gauge"
        }
    }

    private static func appendLine(
        _ keyword: StaticString,
        _ name: Substring,
        to out: inout [UInt8],
        rest: (inout [UInt8]) -> Void
    ) {
        append(keyword, to: &out)
        out.append(contentsOf: name.utf8)
        out.append(UInt8(ascii: " "))
        rest(&out)
        out.append(UInt8(ascii: "\n"))
    }

    private static func appendHelp(_ help: String, escapesQuotes: Bool, to out: inout [UInt8]) {
        for byte in help.utf8 {
            switch byte {
            case UInt8(ascii: "\n"):
                out.append(UInt8(ascii: "\\"))
                out.append(UInt8(ascii: "n"))
            case UInt8(ascii: "\""):
                if escapesQuotes { out.append(UInt8(ascii: "\\")) }
                out.append(byte)
            case UInt8(ascii: "\\"):
                out.append(byte)
                out.append(byte)
            default: out.append(byte)
            }
        }
    }

    private static func append(_ text: StaticString, to out: inout [UInt8]) {
        // Sound: a literal's bytes live as long as the program.
        unsafe out.append(
            contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }
}
