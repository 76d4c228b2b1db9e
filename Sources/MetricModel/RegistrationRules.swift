/// Checks a descriptor before it is registered, so that no exposition of it can be refused by a scraper.
enum RegistrationRules {
    /// Endings that belong to the samples of one kind; `_count` and `_sum` are only refused where they clash.
    private static let endings: [(suffix: String, kind: MetricKind?)] = [
        ("_total", .counter), ("_info", .info), ("_bucket", nil), ("_created", nil),
    ]

    static func check(_ descriptor: MetricDescriptor) throws(RegistryError) {
        try checkSuffix(descriptor)
        try checkUnit(descriptor)
        try checkLabels(descriptor)
        try checkBuckets(descriptor)
    }

    private static func checkSuffix(_ descriptor: MetricDescriptor) throws(RegistryError) {
        let name = descriptor.name.text
        func failure(_ message: String) -> RegistryError {
            .badSuffix(name: name, kind: descriptor.kind, message: message)
        }
        for (suffix, kind) in endings {
            if descriptor.kind == kind, !name.hasSuffix(suffix) {
                throw failure("a family of kind \(descriptor.kind) must end in '\(suffix)'; add it")
            }
            if descriptor.kind != kind, name.hasSuffix(suffix) {
                throw failure("a family of kind \(descriptor.kind) must not end in '\(suffix)'; rename it")
            }
        }
        if descriptor.familyName.isEmpty { throw failure("nothing is left of the name without its suffix") }
    }

    private static func checkUnit(_ descriptor: MetricDescriptor) throws(RegistryError) {
        guard let unit = descriptor.unit else { return }
        func failure(_ message: String) -> RegistryError {
            .badUnit(name: descriptor.name.text, unit: unit, message: message)
        }
        if descriptor.kind == .info || descriptor.kind == .stateSet {
            throw failure("a family of kind \(descriptor.kind) has no unit; remove '\(unit)'")
        }
        if unit.isEmpty || !descriptor.familyName.hasSuffix("_" + unit) {
            throw failure("'\(descriptor.familyName)' must end in its unit '_\(unit)'; rename it")
        }
    }

    private static func checkLabels(_ descriptor: MetricDescriptor) throws(RegistryError) {
        let reserved: LabelName? = descriptor.kind == .histogram ? "le" : nil
        var seen: Set<LabelName> = []
        for label in descriptor.labels {
            guard seen.insert(label).inserted else {
                throw .badLabels(
                    name: descriptor.name.text, message: "label '\(label)' stands twice; remove one")
            }
            if label == reserved {
                throw .badLabels(
                    name: descriptor.name.text,
                    message: "a histogram writes the label 'le' itself; rename yours"
                )
            }
        }
        if descriptor.kind == .stateSet, descriptor.labels.isEmpty {
            throw .badLabels(
                name: descriptor.name.text,
                message: "the last label of a state set holds the state; add one"
            )
        }
    }

    private static func checkBuckets(_ descriptor: MetricDescriptor) throws(RegistryError) {
        func failure(_ message: String) -> RegistryError {
            .badBuckets(name: descriptor.name.text, message: message)
        }
        guard descriptor.kind == .histogram else {
            if descriptor.buckets.isEmpty { return }
            throw failure("only a histogram has buckets; remove them")
        }
        guard let first = descriptor.buckets.first else {
            throw failure("a histogram needs a bucket; add one")
        }
        // Below zero the sum could fall, and `_sum` would be no counter any more (OpenMetrics 1.0).
        guard first >= 0, descriptor.buckets.allSatisfy(\.isFinite) else {
            throw failure("bucket bounds must be finite and not negative; '+Inf' is added for you")
        }
        guard zip(descriptor.buckets, descriptor.buckets.dropFirst()).allSatisfy(<) else {
            throw failure("bucket bounds must ascend; sort them and remove doubles")
        }
    }
}
