package import LogRules
import MetricModel

/// Compares a folder of dashboards with what would be written into it, and looks every file in it over.
package struct DashboardCheck: Sendable {
    /// What is wrong, a line each; empty when all is well.
    package let lines: [String]

    /// - Parameters:
    ///   - dashboards: what would be written.
    ///   - files: the `.json` files of the folder by name, others' dashboards among them.
    package init(
        _ dashboards: [Dashboard], alerts: AlertValues, rules: [Rule],
        files: [(name: String, bytes: [UInt8])]
    ) {
        let families = Catalogue.families + rules.map(\.metric)
        let lint = DashboardLint(families: families)
        let present = Dictionary(files.map { ($0.name, $0.bytes) }) { first, _ in first }
        let stale = dashboards.compactMap { dashboard -> String? in
            guard let bytes = present[dashboard.fileName] else {
                return "\(dashboard.fileName) is missing; run 'dashboards emit'"
            }
            return Self.difference(dashboard.fileName, bytes, dashboard.text(alerts: alerts))
        }
        lines =
            stale + files.flatMap { file in lint.findings(in: file.bytes, file: file.name).map(\.line) }
    }

    private static func difference(_ name: String, _ bytes: [UInt8], _ text: String) -> String? {
        let present = lines(String(decoding: bytes, as: UTF8.self))
        let wanted = lines(text)
        guard present != wanted else { return nil }
        let same = zip(present, wanted).prefix { $0 == $1 }.count
        let has = same < present.count ? "'\(trimmed(present[same]))'" : "its end"
        let wants = same < wanted.count ? "'\(trimmed(wanted[same]))'" : "the end"
        return
            "\(name):\(same + 1): is out of date: has \(has), but should have \(wants); run 'dashboards emit'"
    }

    private static func lines(_ text: String) -> [Substring] {
        text.split(separator: "\n", omittingEmptySubsequences: false)
    }

    private static func trimmed(_ line: Substring) -> Substring { line.drop { $0 == " " } }
}
