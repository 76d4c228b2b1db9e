// The parts of a sample line: labels, numbers, timestamps, exemplars.

extension LineCursor {
    /// OpenMetrics separates by exactly one blank.
    mutating func takeBlank(before what: String) throws(ExpositionError) {
        guard take(Ascii.blank) else {
            throw fault(
                at: position, "expected a blank before \(what), found \(description(at: position))",
                hint: "separate the parts of a line by one blank")
        }
    }

    mutating func number(what: String, text: inout Range<Int>) throws(ExpositionError) -> Double {
        text = word()
        guard !text.isEmpty else {
            throw fault(
                at: text.lowerBound, "expected a \(what), found \(description(at: text.lowerBound))",
                hint: what == "value"
                    ? "write `name{label=\"...\"} value`" : "write `# {label=\"...\"} value`")
        }
        guard let value = ExpositionNumber.value(bytes[text]) else {
            let isTooLarge = ExpositionNumber.isReal(bytes[text])
            throw fault(
                at: text.lowerBound,
                "the \(what) '\(shortened(text))' is \(isTooLarge ? "too large" : "not a number")",
                hint: isTooLarge
                    ? "a 64-bit float ends at 1.8e308; write +Inf beyond it"
                    : "write a decimal number such as 3, 0.25 or 1e6, or NaN, +Inf, -Inf")
        }
        return value
    }

    func textTimestamp(_ word: Range<Int>) throws(ExpositionError) -> ParsedTimestamp {
        guard !word.isEmpty else { throw excessFault(after: "value", at: word.lowerBound - 1) }
        guard let timestamp = ParsedTimestamp(milliseconds: bytes[word]) else {
            throw fault(
                at: word.lowerBound, "the timestamp '\(shortened(word))' is no whole number of milliseconds",
                hint: "leave the timestamp out, or write milliseconds since 1970 as digits")
        }
        return timestamp
    }

    mutating func openMetricsTimestamp() throws(ExpositionError) -> ParsedTimestamp {
        let word = word()
        guard !word.isEmpty else { throw excessFault(after: "value", at: word.lowerBound - 1) }
        guard let timestamp = ParsedTimestamp(seconds: bytes[word]) else {
            throw fault(
                at: word.lowerBound, "the timestamp '\(shortened(word))' is no number of seconds",
                hint: "leave the timestamp out, or write seconds since 1970, such as 1700000000.25")
        }
        return timestamp
    }

    /// ` # {labels} value [timestamp]`, from the `#` on.
    mutating func exemplar() throws(ExpositionError) -> SampleLine.Exemplar {
        let offset = position
        guard take(Ascii.hash), take(Ascii.blank), take(Ascii.braceOpen) else {
            throw fault(
                at: position, "expected an exemplar, found \(description(at: position))",
                hint: "write ` # {trace_id=\"...\"} value` after the value, or end the line there")
        }
        var exemplar = SampleLine.Exemplar(labels: [], value: 0, timestamp: nil, offset: offset)
        _ = try labels(into: &exemplar.labels, as: .openMetrics100)
        try takeBlank(before: "the exemplar's value")
        var text = position..<position
        exemplar.value = try number(what: "exemplar value", text: &text)
        guard next != nil else { return exemplar }
        try takeBlank(before: "the exemplar's timestamp")
        exemplar.timestamp = try openMetricsTimestamp()
        guard next == nil else { throw excessFault(after: "exemplar's timestamp") }
        return exemplar
    }

    func excessFault(after what: String, at offset: Int? = nil) -> ExpositionError {
        let place = offset ?? position
        return fault(
            at: place, "expected the line to end after the \(what), found \(description(at: place))",
            hint: "remove what follows the \(what), blanks included")
    }

    func metricNameFault(at offset: Int) -> ExpositionError {
        switch offset < end ? bytes[offset] : Ascii.blank {
        case Ascii.blank, Ascii.tab:
            return fault(
                at: offset, "a line must not begin with blanks",
                hint: "start the metric name in the first column")
        case Ascii.quote, Ascii.braceOpen:
            return fault(
                at: offset, "quoted metric names are not part of this version of the format",
                hint: "use a name of letters, digits, '_' and ':' that does not begin with a digit")
        default:
            return fault(
                at: offset,
                "\(description(at: offset)) is not allowed \(offset == start ? "at the start of" : "in") a "
                    + "metric name",
                hint: "use letters, digits, '_' and ':', and no digit first")
        }
    }

    /// A token for a message: at most 60 bytes of it, control characters made visible.
    func shortened(_ range: Range<Int>) -> String {
        let isLong = range.count > 60
        return visible(text(isLong ? range.lowerBound..<range.lowerBound + 57 : range))
            + (isLong ? "..." : "")
    }
}

/// The text with control characters replaced by `?`, so that no input can steer a terminal.
func visible(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else {
        return text
    }
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
        result.append(scalar.properties.generalCategory == .control ? "?" : scalar)
    }
    return String(result)
}
