import FoundationEssentials

/// What pip told of the watched tool's environment.
package enum PackageFindings: Sendable, Equatable {
    /// Names with the version that is there and the newest.
    case outdated([Package])
    case unknown(reason: String)

    package struct Package: Sendable, Equatable, Decodable {
        package let name: String
        package let version: String
        package let latest: String

        package init(name: String, version: String, latest: String) {
            (self.name, self.version, self.latest) = (name, version, latest)
        }

        private enum CodingKeys: String, CodingKey {
            case name, version
            case latest = "latest_version"
        }
    }

    /// Judges what `pip list --outdated --format json` wrote.
    ///
    /// Where no index can be reached pip complains, prints an empty list and ends with 0: that is no good news.
    package init(output: [UInt8], complaints: String, status: Int32?) {
        guard let status else {
            self = .unknown(reason: "pip did not end in time")
            return
        }
        guard status == 0 else {
            let isMissing = complaints.contains("No module named pip")
            self = .unknown(reason: isMissing ? "there is no pip" : "pip ended with status \(status)")
            return
        }
        let lower = complaints.lowercased()
        guard !["retrying", "connection", "could not fetch", "proxy", "ssl"].contains(where: lower.contains)
        else {
            self = .unknown(reason: "no package index can be reached")
            return
        }
        guard let packages = try? JSONDecoder().decode([Package].self, from: Data(output)) else {
            self = .unknown(reason: "pip's answer cannot be read")
            return
        }
        self = .outdated(packages)
    }
}

/// Python packages of the watched tool that have newer versions.
package enum PackagesCheck {
    package static func result(_ found: PackageFindings) -> CheckResult {
        let (key, title) = ("packages", "outdated Python packages")
        let threshold = CheckThreshold("warning > 0", warning: 0)
        switch found {
        case .unknown(let reason):
            return CheckResult(
                key, title, .unknown, CheckFigure(reason), threshold: threshold,
                next: "in its environment: python -m pip list --outdated")
        case .outdated(let packages):
            return CheckResult(
                key, title, packages.isEmpty ? .ok : .warning,
                .count(packages.count, "package", "packages"), threshold: threshold,
                next: packages.isEmpty
                    ? nil
                    : "docs/operations.md: planned maintenance, then python -m pip install --upgrade NAME",
                details: packages.map {
                    CheckDetail($0.name, CheckFigure("\($0.version), newest \($0.latest)"), .warning)
                })
        }
    }
}
