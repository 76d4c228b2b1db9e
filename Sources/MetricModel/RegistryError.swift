/// Why a family was not registered.
package enum RegistryError: Error, Equatable, Sendable {
    case clash(name: String, with: String, shared: String)
    case differentDescriptor(name: String)
    case badSuffix(name: String, kind: MetricKind, message: String)
    case badUnit(name: String, unit: String, message: String)
    case badLabels(name: String, message: String)
    case badBuckets(name: String, message: String)

    package var message: String {
        switch self {
        case .clash(let name, let other, let shared):
            "cannot register '\(name)': it and '\(other)' would both write '\(shared)'; rename one of them"
        case .differentDescriptor(let name):
            "cannot register '\(name)': the name is taken by a family with another kind, unit, labels, "
                + "buckets or help; use the same description or rename it"
        case .badSuffix(let name, _, let message), .badUnit(let name, _, let message),
            .badLabels(let name, let message), .badBuckets(let name, let message):
            "cannot register '\(name)': \(message)"
        }
    }
}
