import RuleEmission

/// One picture of a dashboard.
struct Panel: Sendable, Equatable {
    enum Kind: String, Sendable {
        case stat
        case timeSeries = "timeseries"
        case table
        case heatmap
        case barGauge = "bargauge"
        case stateTimeline = "state-timeline"
    }

    /// Of 24 columns and of rows of 30 pixels.
    struct Size: Sendable, Equatable {
        let width: Int
        let height: Int
    }

    let kind: Kind
    let title: String
    let description: String
    let unit: Unit
    let targets: [Target]
    let size: Size
    var thresholds: Thresholds?
    var words: [ValueWord] = []
    var isStacked = false
    var columns: [Column] = []
    /// The highest value that makes sense, where there is one: a share has 1.
    var maximum: Double?
    /// Names of alerts that look at the same: they stand in the description, each with a link to its runbook.
    var alerts: [String] = []
    /// The dashboard that a click on a series or row leads to.
    var leadsTo: DrillDown?
}

/// What values are called.
struct ValueWord: Sendable, Equatable {
    let value: Int
    let text: String
    let colour: Colour

    static let downOrUp = [
        ValueWord(value: 0, text: "down", colour: .red), ValueWord(value: 1, text: "up", colour: .green),
    ]
    static let noOrYes = [
        ValueWord(value: 0, text: "no", colour: .red), ValueWord(value: 1, text: "yes", colour: .green),
    ]
}

enum Colour: String, Sendable {
    case green
    case blue
    case yellow
    case orange
    case red
}

/// One question of a panel.
struct Target: Sendable, Equatable {
    let query: Query
    /// Of each series, with labels as `{{name}}`.
    let legend: String

    init(_ query: Query, _ legend: String) {
        self.query = query
        self.legend = legend
    }
}

/// How a column of a table is shown; the first target of the panel is the first column with a value.
struct Column: Sendable, Equatable {
    /// A label, or for the values of the n-th target `nil`.
    let label: String?
    let title: String
    var unit: Unit?
    var words: [ValueWord] = []
    var thresholds: Thresholds?

    static func label(_ label: String, _ title: String) -> Column {
        Column(label: label, title: title)
    }
    static func value(
        _ title: String, _ unit: Unit, words: [ValueWord] = [], thresholds: Thresholds? = nil
    ) -> Column {
        Column(label: nil, title: title, unit: unit, words: words, thresholds: thresholds)
    }
}

/// A link from a value to the dashboard that tells more of it.
struct DrillDown: Sendable, Equatable {
    let title: String
    let subject: Dashboard.Subject
    /// Labels of the value that become variables there.
    let labels: [String]
}

/// Units of Grafana, by what they mean.
enum Unit: String, Sendable {
    case count = "short"
    case plain = "none"
    case seconds = "s"
    case bytes
    case bytesPerSecond = "binBps"
    /// 0 to 1, shown as a percentage.
    case share = "percentunit"
    case perSecond = "cps"
    case perMinute = "cpm"
    /// Milliseconds since 1970, shown as "3 minutes ago".
    case moment = "dateTimeFromNow"
}

extension DrillDown {
    static let team = DrillDown(title: "Open the team", subject: .team, labels: ["team_name"])
    static let agent = DrillDown(
        title: "Open the agent", subject: .agent, labels: ["team_name", "agent_name"])
    static let log = DrillDown(title: "Open the log", subject: .logs, labels: ["log"])
}
