/// What an expression asks for: its selectors, the functions around them and the labels it groups by.
///
/// No full parser: types and the order of operators are left to `promql-parser` in the tests. It finds every name.
package struct ExpressionOutline: Sendable, Equatable {
    /// Series that the expression selects.
    package struct Selector: Sendable, Equatable {
        /// `nil` for a selector of labels alone.
        package var name: String?
        package var matchers: [LabelCondition] = []
        /// What stands in the brackets behind it, such as `5m` or `$__rate_interval`.
        package var range: String?
        /// The functions and aggregations around it, the innermost last.
        package var functions: [String] = []
    }

    package struct LabelCondition: Sendable, Equatable {
        package let label: String
        package let comparison: String
        package let value: String
    }

    package private(set) var selectors: [Selector] = []
    /// Labels named in `by`, `without`, `on`, `ignoring`, `group_left` and `group_right`.
    package private(set) var groupingLabels: Set<String> = []

    /// Throws a sentence that says what is wrong.
    package init(_ text: String) throws(DashboardFileError) {
        do {
            var reader = OutlineReader(tokens: try ExpressionLexer.tokens(of: text)[...])
            try reader.read()
            selectors = reader.selectors
            groupingLabels = reader.groupingLabels
        } catch {
            throw DashboardFileError(message: error.message)
        }
    }
}

/// Walks over the tokens once, keeping the parentheses that are open.
private struct OutlineReader {
    var tokens: ArraySlice<ExpressionToken>
    var selectors: [ExpressionOutline.Selector] = []
    var groupingLabels: Set<String> = []
    /// The function before each open parenthesis, or none.
    private var open: [String?] = []
    /// An aggregation whose parenthesis comes after its `by (...)`.
    private var waiting: String?

    init(tokens: ArraySlice<ExpressionToken>) {
        self.tokens = tokens
    }

    private static let groupings: Set<String> = [
        "by", "without", "on", "ignoring", "group_left", "group_right",
    ]
    private static let operators: Set<String> = [
        "and", "or", "unless", "bool", "offset", "inf", "Inf", "nan", "NaN", "atan2", "start", "end",
    ]

    mutating func read() throws(ExpressionFault) {
        guard !tokens.isEmpty else { throw ExpressionFault(message: "the expression is empty") }
        while let token = tokens.popFirst() {
            switch token {
            case .word(let word): try take(word)
            case .symbol("("):
                open.append(waiting)
                waiting = nil
            case .symbol(")"):
                guard open.popLast() != nil else { throw ExpressionFault(message: "a ')' closes nothing") }
            case .symbol("{"): try takeSelector(named: nil)
            case .symbol("["): _ = try bracket()
            case .symbol("}"), .symbol("]"): throw ExpressionFault(message: "a bracket closes nothing")
            case .symbol, .number, .string, .variable: break
            }
        }
        guard open.isEmpty else { throw ExpressionFault(message: "a '(' is not closed") }
    }

    private mutating func take(_ word: String) throws(ExpressionFault) {
        let isCalled = tokens.first == .symbol("(")
        if Self.groupings.contains(word) {
            if isCalled { try takeLabels() }
        } else if isCalled {
            waiting = word
        } else if case .word(let next) = tokens.first, Self.groupings.contains(next), !isOperand(next) {
            waiting = word
        } else if !Self.operators.contains(word) {
            if tokens.first == .symbol("{") {
                tokens.removeFirst()
                try takeSelector(named: word)
            } else {
                try add(ExpressionOutline.Selector(name: word))
            }
        }
    }

    /// `a on (x) b` groups operands: there `a` is a series. Aggregations are followed by these two only.
    private func isOperand(_ next: String) -> Bool { next != "by" && next != "without" }

    private mutating func takeLabels() throws(ExpressionFault) {
        tokens.removeFirst()
        while let token = tokens.popFirst() {
            switch token {
            case .word(let label): groupingLabels.insert(label)
            case .symbol(","): continue
            case .symbol(")"): return
            default: throw ExpressionFault(message: "a list of labels holds something else")
            }
        }
        throw ExpressionFault(message: "a list of labels is not closed")
    }

    private mutating func takeSelector(named name: String?) throws(ExpressionFault) {
        var selector = ExpressionOutline.Selector(name: name)
        while tokens.first != .symbol("}") {
            guard case .word(let label) = tokens.popFirst(), case .symbol(let comparison) = tokens.popFirst(),
                ["=", "!=", "=~", "!~"].contains(comparison), case .string(let value) = tokens.popFirst()
            else { throw ExpressionFault(message: "a selector holds something else than label=\"value\"") }
            let condition = ExpressionOutline.LabelCondition(
                label: label, comparison: comparison, value: value)
            if label == "__name__" && comparison == "=" {
                selector.name = value
            } else {
                selector.matchers.append(condition)
            }
            if tokens.first == .symbol(",") { tokens.removeFirst() }
        }
        tokens.removeFirst()
        try add(selector)
    }

    private mutating func add(_ selector: ExpressionOutline.Selector) throws(ExpressionFault) {
        var selector = selector
        if tokens.first == .symbol("[") {
            tokens.removeFirst()
            selector.range = try bracket()
        }
        selector.functions = open.compactMap(\.self)
        selectors.append(selector)
    }

    /// What stands up to the closing bracket.
    private mutating func bracket() throws(ExpressionFault) -> String {
        var text = ""
        while let token = tokens.popFirst() {
            switch token {
            case .symbol("]"): return text
            case .symbol(let part), .number(let part), .word(let part): text += part
            case .variable(let name): text += "$\(name)"
            case .string: throw ExpressionFault(message: "brackets hold a string")
            }
        }
        throw ExpressionFault(message: "a '[' is not closed")
    }
}
