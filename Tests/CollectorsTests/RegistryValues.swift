import MetricModel

extension MetricRegistry {
    /// The values of a family by label values, joined with a bar; none if it is not registered.
    func values(of name: String) -> [String: Double] {
        update { table in
            guard let family = table.family(named: name) else { return [:] }
            return Dictionary(
                uniqueKeysWithValues: table.snapshot(of: family).map {
                    ($0.labels.joined(separator: "|"), $0.value)
                })
        }
    }
}
