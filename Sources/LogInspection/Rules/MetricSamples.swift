import Exposition
import MetricModel

/// The samples of an exposition, to be compared and printed one by one.
struct MetricSamples: Sendable {
    /// By series, written as `name{label="value"}` with the labels in order of their names.
    private(set) var values: [String: Double] = [:]
    /// The metric name of each series.
    private var names: [String: String] = [:]
    /// The family of each metric name, which differ in histograms.
    private var families: [String: String] = [:]

    /// Reads exposition lines such as `shop_payment_failures_total{provider="visa"} 3`.
    init(parsing text: String) throws(ExpositionError) {
        let bytes = Array((text.hasSuffix("\n") || text.isEmpty ? text : text + "\n").utf8)
        self.init(try ExpositionParser.parse(bytes, as: .text004))
    }

    /// All that a registry holds.
    init(of registry: MetricRegistry) {
        var bytes: [UInt8] = []
        ExpositionEncoder.encode(registry, as: .text004, into: &bytes)
        do {
            self.init(try ExpositionParser.parse(bytes, as: .text004))
        } catch {
            preconditionFailure("our own exposition cannot be read: \(error.message)")
        }
    }

    private init(_ exposition: ParsedExposition) {
        for family in exposition.families {
            for sample in family.samples {
                let series = Self.text(sample)
                values[series] = sample.value
                names[series] = sample.name
                families[sample.name] = family.name
            }
        }
    }

    var metricNames: Set<String> { Set(names.values) }

    /// The families that the metric names belong to.
    func families(of names: Set<String>) -> Set<String> { Set(names.compactMap { families[$0] }) }

    /// The series of these families.
    func series(ofFamilies wanted: Set<String>) -> [String] {
        values.keys.filter { series in
            names[series].flatMap { families[$0] }.map(wanted.contains) ?? false
        }.sorted()
    }

    /// A series with its value, as an exposition line.
    func line(_ series: String) -> String { "\(series) \(Self.text(values[series] ?? 0))" }

    static func text(_ value: Double) -> String {
        Int64(exactly: value).map(String.init) ?? "\(value)"
    }

    private static func text(_ sample: ParsedSample) -> String {
        guard !sample.labels.isEmpty else { return sample.name }
        let labels = sample.labels.sorted { $0.name < $1.name }.map { "\($0.name)=\"\(escaped($0.value))\"" }
        return "\(sample.name){\(labels.joined(separator: ","))}"
    }

    private static func escaped(_ value: String) -> String {
        var out = ""
        for character in value.unicodeScalars {
            switch character {
            case "\\": out += "\\\\"
            case "\"": out += "\\\""
            case "\n": out += "\\n"
            default: out.unicodeScalars.append(character)
            }
        }
        return out
    }
}
