import LogRules
import LogTailing
import MetricModel

/// What came of one file.
enum ScanOutcome: Sendable {
    case counted(MetricRegistry, changed: Set<SeriesID>)
    case unreadable(WholeFileError)
    case clash(RegistryError)
}

/// Adds the files up, in their order.
struct ScanSum {
    let registry = MetricRegistry()
    private(set) var unreadable: [WholeFileError] = []
    private let ruleSet: RuleSet
    /// Gauges that no rule sets to a value: what several files raise and lower adds up.
    private let sums: Set<String>

    init(ruleSet: RuleSet) {
        self.ruleSet = ruleSet
        let gauges = ruleSet.rules.filter { $0.metric.kind == .gauge }
        let set = gauges.filter { if case .set = $0.action { true } else { false } }
        sums = Set(gauges.map(\.metric.name.text)).subtracting(set.map(\.metric.name.text))
    }

    mutating func add(_ outcome: ScanOutcome) throws(ScanError) {
        switch outcome {
        case .unreadable(let error): unreadable.append(error)
        case .clash(let error): throw .registry(error)
        case .counted(let counted, let changed):
            do throws(RegistryError) {
                try merge(counted, changed)
            } catch {
                throw .registry(error)
            }
        }
    }

    /// What found no room in the sum is overflow of the rule that counted it, as if one registry had held all files.
    private func merge(_ counted: MetricRegistry, _ changed: Set<SeriesID>) throws(RegistryError) {
        let folded = try counted.read { other in
            registry.update { table in Self.merge(other, changed, sums, into: &table) }
        }.get()
        guard !folded.isEmpty else { return }
        let overflow = try registry.register(Catalogue.logRuleOverflow)
        registry.update { table in
            for (counter, amount) in folded {
                guard let rule = ruleSet.rules.first(where: { $0.metric.name.text == counter }) else {
                    continue
                }
                table.add(table.series(overflow, rule.name), amount)
            }
        }
    }

    private static func merge(
        _ other: borrowing MetricTable, _ changed: Set<SeriesID>, _ sums: Set<String>,
        into table: inout MetricTable
    ) -> Result<[String: Double], RegistryError> {
        do throws(RegistryError) {
            return .success(try table.merge(other, changed: changed, sums: sums))
        } catch {
            return .failure(error)
        }
    }
}
