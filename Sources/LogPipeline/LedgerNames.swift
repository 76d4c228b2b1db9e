import LogRules
import LogTailing
import MetricModel
import StateStore

/// The logs and rules that there are now: which stored series still have an owner.
struct LedgerNames {
    private let logs: Set<String>
    private let rules: Set<String>
    /// Families whose new series are shown at 0 for one scrape.
    let firstAtZero: Set<String>

    init(_ configuration: LogPipelineConfiguration) {
        logs = Set(configuration.sources.map(\.name))
        rules = Set(configuration.ruleSet.rules.map(\.name))
        firstAtZero = Set(configuration.ruleSet.rules.filter(\.isFirstAtZero).map(\.metric.name.text))
    }

    func isDeclaredByUser(_ descriptor: MetricDescriptor) -> Bool {
        Self.ownFamilies[descriptor.name.text] == nil
    }

    /// Whether the log and the rule that a series of the program's own families names are there.
    ///
    /// What a user's labels mean is not known here: all of their series are taken.
    func allow(_ packedLabels: [UInt8], of descriptor: MetricDescriptor) -> Bool {
        guard !isDeclaredByUser(descriptor) else { return true }
        guard let labels = LabelBytes(packed: packedLabels, count: descriptor.labels.count) else {
            return false
        }
        return zip(descriptor.labels, labels.values).allSatisfy { name, value in
            switch name.text {
            case "log": logs.contains(value) || value == Self.overflow
            case "rule": rules.contains(value) || value == Self.overflow
            default: true
            }
        }
    }

    /// The logs and rules that a series of the program's own families belongs to; a user's belong to their family.
    func owners(of key: StoredSeriesKey) -> [StoredOwner] {
        guard let descriptor = Self.ownFamilies[key.family], descriptor.shape == key.schema,
            let labels = LabelBytes(packed: key.labels, count: descriptor.labels.count)
        else { return [] }
        return zip(descriptor.labels, labels.values).compactMap { name, value in
            guard value != Self.overflow, let kind = StoredOwner.Kind(rawValue: name.text) else { return nil }
            return StoredOwner(kind: kind, name: value)
        }
    }

    /// The rules that there are now.
    var ruleOwners: Set<StoredOwner> { Set(rules.map { StoredOwner(kind: .rule, name: $0) }) }

    /// The logs that there are now.
    var logOwners: Set<StoredOwner> { Set(logs.map { StoredOwner(kind: .log, name: $0) }) }

    /// Every label of the series that others are folded into.
    private static let overflow = "__overflow__"
    private static let ownFamilies = Dictionary(
        uniqueKeysWithValues: Catalogue.families.map { ($0.name.text, $0) })
}
