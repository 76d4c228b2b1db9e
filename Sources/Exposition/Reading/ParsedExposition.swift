/// An exposition that was read and found valid.
///
/// Samples stay in the input: a family keeps 8 bytes for each and takes its line apart again when asked, so
/// memory grows with a small multiple of the input whatever that is.
package struct ParsedExposition: Sendable {
    package let format: ExpositionFormat
    /// In the order of their first line.
    package let families: [ParsedFamily]

    package var sampleCount: Int { families.reduce(0) { $0 + $1.samples.count } }
}

/// What a family measures, in the words of OpenMetrics; `untyped` of the text format is `unknown`.
package enum ParsedKind: String, Sendable, CaseIterable {
    case unknown, counter, gauge, histogram, summary, info
    case gaugeHistogram = "gaugehistogram"
    case stateSet = "stateset"
}
