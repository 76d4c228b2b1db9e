/// An alerting rule, as it stands in a file.
package struct AlertRule: Sendable, Equatable {
    package let alert: String
    package let expression: String
    package let holdMinutes: Int
    package let keepMinutes: Int
    package let labels: [TextPair]
    package let annotations: [TextPair]
}

/// A name and its text, in the order of the file.
package struct TextPair: Sendable, Equatable {
    package let name: String
    package let text: String

    package init(_ name: String, _ text: String) {
        self.name = name
        self.text = text
    }
}

/// What promtool plays: series, and which alerts fire at which time.
struct RuleTest {
    struct Moment {
        let minute: Int
        let alert: String
        let firing: [Firing]
    }

    struct Firing: Equatable {
        let labels: [TextPair]
        let annotations: [TextPair]
    }

    struct Sample {
        let expression: String
        let minute: Int
        let labels: String
        let value: Double
    }

    let title: String
    let series: [(text: String, values: String)]
    var moments: [Moment] = []
    var samples: [Sample] = []
}
