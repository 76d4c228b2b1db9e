import LogRules
import LogTailing
import MetricModel

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
        !Self.ownFamilies.contains(descriptor.name.text)
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

    /// Every label of the series that others are folded into.
    private static let overflow = "__overflow__"
    private static let ownFamilies = Set(Catalogue.families.map(\.name.text))
}
