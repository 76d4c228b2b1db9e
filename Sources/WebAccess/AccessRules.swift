/// Who may see which part of the program, once it asks for credentials at all.
package struct AccessRules: Sendable, Equatable {
    /// Parts of the program, in the words of the file.
    package enum Area: String, Sendable, CaseIterable {
        /// `/-/healthy` and `/-/ready`.
        case probes
        /// The path of the metrics, and `/sd`, where a scraper learns of it.
        case metrics
        /// Pages and API for people, and all paths that lead nowhere.
        case pages
        /// `/-/reload`.
        case lifecycle
    }

    package enum Requirement: Sendable, Equatable {
        case open
        /// Any user or token.
        case authenticated
        /// Users and tokens by name.
        case only(Set<String>)
    }

    /// Probes are open, for those who ask them have no password and learn nothing but that the program is up.
    private var requirements: [Area: Requirement] = [.probes: .open]

    package init() {}

    package subscript(area: Area) -> Requirement {
        get { requirements[area] ?? .authenticated }
        set { requirements[area] = newValue }
    }

    /// - Parameter path: of the request, as sent; whatever it is not exactly is a page.
    static func area(of path: String, metrics: String) -> Area {
        switch path {
        case metrics, "/sd": .metrics
        case "/-/healthy", "/-/ready": .probes
        case "/-/reload": .lifecycle
        default: .pages
        }
    }
}
