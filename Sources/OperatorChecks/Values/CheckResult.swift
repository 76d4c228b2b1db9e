package import Operations

/// A number as people and as programs read it.
package struct CheckFigure: Encodable, Sendable, Equatable {
    package let text: String
    @OrNull package var value: Double?
    /// Of the value: `ratio`, `seconds`, `bytes`, or what is counted.
    @OrNull package var unit: String?

    package init(_ text: String, _ value: Double? = nil, unit: String? = nil) {
        self.text = text
        self.value = value
        self.unit = unit
    }

    package static func ratio(_ ratio: Double) -> CheckFigure {
        CheckFigure(FigureText.percent(ratio), ratio, unit: "ratio")
    }

    package static func bytes(_ bytes: UInt64) -> CheckFigure {
        CheckFigure(FigureText.bytes(Double(bytes)), Double(bytes), unit: "bytes")
    }

    package static func seconds(_ seconds: Double) -> CheckFigure {
        CheckFigure(FigureText.seconds(seconds), seconds, unit: "seconds")
    }

    package static func count(_ count: Int, _ one: String, _ several: String) -> CheckFigure {
        CheckFigure(FigureText.count(count, one, several), Double(count), unit: several)
    }

    /// Nothing is known.
    package static let none = CheckFigure("-")
}

/// From where on a figure is not good.
package struct CheckThreshold: Encodable, Sendable, Equatable {
    package let text: String
    @OrNull package var warning: Double?
    @OrNull package var critical: Double?

    package init(_ text: String, warning: Double? = nil, critical: Double? = nil) {
        self.text = text
        self.warning = warning
        self.critical = critical
    }
}

/// One of several things that a result is made of: a team, a disk, a log.
package struct CheckDetail: Encodable, Sendable, Equatable {
    package let name: String
    package let figure: CheckFigure
    package let state: CheckState

    package init(_ name: String, _ figure: CheckFigure, _ state: CheckState = .ok) {
        self.name = name
        self.figure = figure
        self.state = state
    }
}

/// The answer to one question of the operators' manual.
package struct CheckResult: Encodable, Sendable, Equatable {
    package let key: String
    package let title: String
    package let state: CheckState
    package let figure: CheckFigure
    @OrNull package var threshold: CheckThreshold?
    /// A command, or a page of the documentation; nil where nothing is to be done.
    @OrNull package var nextStep: String?
    package let details: [CheckDetail]

    package init(
        _ key: String, _ title: String, _ state: CheckState, _ figure: CheckFigure,
        threshold: CheckThreshold? = nil, next: String? = nil, details: [CheckDetail] = []
    ) {
        self.key = key
        self.title = title
        self.state = state
        self.figure = figure
        self.details = details
        self.threshold = threshold
        nextStep = next
    }
}
