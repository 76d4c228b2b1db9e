import MetricModel

/// A PromQL expression written as text, in which each metric is a family of the catalogue or of a rule.
///
/// `"rate(\(Catalogue.logLines, .log)[$__rate_interval])"` becomes
/// `rate(orchestrator_log_lines_total{job=~"$job",instance=~"$instance",log=~"$log"}[$__rate_interval])`: no name
/// can be wrong, and no selector can leave out `job` and `instance`.
struct Query: Sendable, Equatable, ExpressibleByStringInterpolation {
    let text: String

    init(stringLiteral text: String) {
        self.text = text
    }

    init(stringInterpolation: StringInterpolation) {
        text = stringInterpolation.text
    }

    struct StringInterpolation: StringInterpolationProtocol {
        var text = ""

        init(literalCapacity: Int, interpolationCount: Int) {}

        mutating func appendLiteral(_ literal: String) {
            text += literal
        }

        /// The series of a family that has no parts: all but histograms.
        mutating func appendInterpolation(_ family: MetricDescriptor, _ matchers: Matcher...) {
            precondition(family.kind != .histogram, "\(family.name) is a histogram: name its part")
            append(family, suffix: "", matchers)
        }

        mutating func appendInterpolation(_ family: MetricDescriptor, all matchers: [Matcher]) {
            append(family, suffix: "", matchers)
        }

        /// The buckets of a histogram.
        mutating func appendInterpolation(buckets family: MetricDescriptor, _ matchers: Matcher...) {
            append(family, suffix: "_bucket", matchers)
        }

        mutating func appendInterpolation(buckets family: MetricDescriptor, all matchers: [Matcher]) {
            append(family, suffix: "_bucket", matchers)
        }

        /// The sum of all that a histogram observed.
        mutating func appendInterpolation(sum family: MetricDescriptor, _ matchers: Matcher...) {
            append(family, suffix: "_sum", matchers)
        }

        /// How much a histogram observed.
        mutating func appendInterpolation(count family: MetricDescriptor, _ matchers: Matcher...) {
            append(family, suffix: "_count", matchers)
        }

        /// A series that Prometheus itself writes about each target.
        mutating func appendInterpolation(prometheus name: ForeignMetric) {
            text += "\(name.rawValue){\(Self.target)}"
        }

        /// A piece that was made by itself.
        mutating func appendInterpolation(_ part: Query) {
            text += part.text
        }

        /// Words that are no metric: labels, a window, a number.
        mutating func appendInterpolation(words: String) {
            text += words
        }

        /// A family without the conditions on job and instance, as the variables that list these need it.
        mutating func appendInterpolation(bare family: MetricDescriptor, _ condition: String = "") {
            text += condition.isEmpty ? family.name.text : "\(family.name){\(condition)}"
        }

        private static let target = #"job=~"$job",instance=~"$instance""#

        private mutating func append(_ family: MetricDescriptor, suffix: String, _ matchers: [Matcher]) {
            for matcher in matchers {
                let isKnown =
                    family.labels.contains { $0.text == matcher.label }
                    || (matcher.label == "le" && suffix == "_bucket")
                precondition(isKnown, "\(family.name) has no label '\(matcher.label)'")
            }
            precondition((family.kind == .histogram) == (suffix != ""), "\(family.name) has no \(suffix)")
            let parts = [Self.target] + matchers.map(\.text)
            text += "\(family.name)\(suffix){\(parts.joined(separator: ","))}"
        }
    }
}

/// What a label of a selector must be.
struct Matcher: Sendable, Equatable {
    let label: String
    let comparison: String
    let value: String

    var text: String { "\(label)\(comparison)\"\(value)\"" }

    static func label(_ label: String, is value: String) -> Matcher {
        Matcher(label: label, comparison: "=", value: value)
    }
    static func label(_ label: String, matches pattern: String) -> Matcher {
        Matcher(label: label, comparison: "=~", value: pattern)
    }
    static func label(_ label: String, matchesNot pattern: String) -> Matcher {
        Matcher(label: label, comparison: "!~", value: pattern)
    }

    /// The label that a variable of the dashboard of the same name chooses.
    private static func chosen(_ label: String) -> Matcher {
        Matcher(label: label, comparison: "=~", value: "$\(label)")
    }

    static let team = chosen("team_name")
    static let agent = chosen("agent_name")
    static let log = chosen("log")
    static let fromTeam = label("from_team", matches: "$team_name")
    static let toTeam = label("to_team", matches: "$team_name")
}

/// Series that Prometheus writes about a target, or of its alerts.
enum ForeignMetric: String, Sendable, CaseIterable {
    case up
    case scrapeDuration = "scrape_duration_seconds"
    case scrapeSamples = "scrape_samples_scraped"
    case alerts = "ALERTS"
}
