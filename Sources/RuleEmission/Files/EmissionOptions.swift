/// What is asked for beyond the settings of alerts: options of the command line.
package struct EmissionOptions: Sendable {
    package enum Format: String, Sendable, CaseIterable {
        case files
        case prometheusrule
        case configmap
    }

    package var format = Format.files
    /// Empty for all.
    package var groups: [AlertGroup] = []
    /// Before each alert's name.
    package var prefix = ""
    /// On each alert.
    package var labels: [TextPair] = []

    /// Where the pages of alerts beside log rules lie.
    package var runbookDirectory = "docs/runbooks"

    package init() {}

    func includes(_ group: AlertGroup) -> Bool { groups.isEmpty || groups.contains(group) }
}

/// A file that was emitted, by its path below the output directory.
package struct EmittedFile: Sendable, Equatable {
    package let path: String
    package let text: String

    package init(path: String, text: String) {
        self.path = path
        self.text = text
    }
}
