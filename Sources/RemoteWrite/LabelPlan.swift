import MetricModel

/// How the labels of one family's series are written: all of them sorted by name, as remote write wants them.
///
/// A label of the series that the target has too is called `exported_NAME`, as after a scrape. Labels without a value are
/// left out: to Prometheus they are not there.
struct LabelPlan {
    private enum Value {
        case metricName
        case fixed([UInt8])
        /// By its place among the family's own labels.
        case own(Int)
        case bound
    }

    private let parts: [(name: [UInt8], value: Value)]
    private let metricName: String

    /// - Parameter target: labels that stand on every series.
    init(_ descriptor: MetricDescriptor, target: [(name: String, value: String)]) {
        metricName = descriptor.name.text
        var parts: [(name: [UInt8], value: Value)] = [(Array("__name__".utf8), .metricName)]
        for label in target { parts.append((Array(label.name.utf8), .fixed(Array(label.value.utf8)))) }
        let taken = Set(target.map(\.name))
        for (place, label) in descriptor.labels.enumerated() {
            let name = taken.contains(label.text) ? "exported_\(label.text)" : label.text
            parts.append((Array(name.utf8), .own(place)))
        }
        if descriptor.kind == .histogram { parts.append((Array("le".utf8), .bound)) }
        self.parts = parts.sorted { $0.name.lexicographicallyPrecedes($1.name) }
    }

    /// The `labels` of a `TimeSeries`.
    ///
    /// - Parameters:
    ///   - values: of the family's own labels, in their order.
    ///   - suffix: what the sample's name has behind the family's.
    ///   - bound: the value of `le`; empty for none.
    func labels(_ values: [ArraySlice<UInt8>], suffix: String = "", bound: ArraySlice<UInt8> = []) -> [UInt8]
    {
        var out: [UInt8] = []
        for part in parts {
            switch part.value {
            case .metricName: Self.append(part.name, Array((metricName + suffix).utf8)[...], to: &out)
            case .fixed(let value): Self.append(part.name, value[...], to: &out)
            case .own(let place): Self.append(part.name, values[place], to: &out)
            case .bound: Self.append(part.name, bound, to: &out)
            }
        }
        return out
    }

    private static func append(_ name: [UInt8], _ value: ArraySlice<UInt8>, to out: inout [UInt8]) {
        guard !value.isEmpty else { return }
        var label: [UInt8] = []
        label.appendBlock(1, name)
        label.appendBlock(2, value)
        out.appendBlock(1, label)
    }
}
