/// How names that the first Prometheus versions do not read are written, as `escaping=` of an `Accept` header asks.
///
/// All names here are of the old kind (`MetricName`), which `allow-utf-8`, `underscores` and `values` leave as they
/// are; only `dots` changes them.
package enum NameEscaping: String, Sendable, Hashable, CaseIterable {
    case allowUTF8 = "allow-utf-8"
    case underscores
    case dots
    case values

    /// `dots` doubles underscores, so that `_dot_` is told from a point; a colon stays.
    func escaped(_ name: String) -> String {
        guard self == .dots else { return name }
        return name.split(separator: "_", omittingEmptySubsequences: false).joined(separator: "__")
    }
}
