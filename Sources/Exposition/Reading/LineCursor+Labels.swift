// Label sets: `name="value",...}` behind the opening brace.

extension LineCursor {
    /// Appends the labels up to the closing brace, and says whether a comma stood before that brace.
    ///
    /// Text 0.0.4 allows blanks between the parts and a trailing comma, OpenMetrics neither.
    mutating func labels(
        into labels: inout [SampleLine.Label], as format: ExpositionFormat
    ) throws(ExpositionError) -> Bool {
        var seen = SeenNames()
        var hasTrailingComma = false
        skipBlanksInText(format)
        while !take(Ascii.braceClose) {
            let label = try label(as: format)
            guard seen.insert(label.name, in: bytes, earlier: labels) else {
                throw fault(
                    at: label.name.lowerBound, "the label '\(text(label.name))' appears twice",
                    hint: "keep one of the two")
            }
            labels.append(label)
            skipBlanksInText(format)
            hasTrailingComma = try separator(as: format)
        }
        return hasTrailingComma
    }

    /// Takes a comma, or stops before the closing brace; true when a brace follows the comma.
    private mutating func separator(as format: ExpositionFormat) throws(ExpositionError) -> Bool {
        if next == Ascii.braceClose { return false }
        guard take(Ascii.comma) else {
            throw fault(
                at: position, "expected ',' or '}' after the label value, found \(description(at: position))",
                hint: "separate labels by ',', and write a '\"' inside a value as '\\\"'")
        }
        skipBlanksInText(format)
        guard next == Ascii.braceClose else { return false }
        guard format == .text004 else {
            throw fault(
                at: position - 1, "OpenMetrics does not allow a comma before '}'", hint: "remove the comma")
        }
        return true
    }

    private mutating func label(as format: ExpositionFormat) throws(ExpositionError) -> SampleLine.Label {
        let name = name(allowingColon: false)
        guard !name.isEmpty else { throw labelNameFault() }
        try checkReserved(name, as: format)
        skipBlanksInText(format)
        guard take(Ascii.equals) else { throw missingEqualsFault(after: name) }
        skipBlanksInText(format)
        guard take(Ascii.quote) else {
            throw fault(
                at: position,
                "expected '\"' at the start of the value of '\(shortened(name))', "
                    + "found \(description(at: position))",
                hint: "write \(shortened(name))=\"...\"")
        }
        return try value(of: name, as: format)
    }

    private mutating func value(
        of name: Range<Int>, as format: ExpositionFormat
    ) throws(ExpositionError) -> SampleLine.Label {
        let begin = position
        var hasEscapes = false
        while let byte = next {
            position += 1
            if byte == Ascii.quote {
                return SampleLine.Label(name: name, value: begin..<position - 1, hasEscapes: hasEscapes)
            }
            guard byte == Ascii.backslash else { continue }
            hasEscapes = true
            try checkEscape(as: format)
            position = min(position + 1, end)
        }
        throw fault(
            at: begin - 1, "the value of '\(shortened(name))' has no closing '\"' on this line",
            hint: "close it; write a line feed inside a value as '\\n'")
    }

    /// Text knows three escapes; OpenMetrics reads a backslash before anything else as itself.
    private func checkEscape(as format: ExpositionFormat) throws(ExpositionError) {
        guard format == .text004, let escaped = next else { return }
        switch escaped {
        case Ascii.backslash, Ascii.quote, UInt8(ascii: "n"): return
        default:
            throw fault(
                at: position - 1, "'\\' before \(description(at: position)) is no escape sequence",
                hint: "write a backslash as '\\\\'; only '\\\\', '\\\"' and '\\n' exist")
        }
    }

    private func checkReserved(_ name: Range<Int>, as format: ExpositionFormat) throws(ExpositionError) {
        guard name.count >= 2, bytes[name].prefix(2).elementsEqual("__".utf8) else { return }
        let isMetricName = bytes[name].elementsEqual("__name__".utf8)
        guard isMetricName || format == .openMetrics100 else { return }
        throw fault(
            at: name.lowerBound, "the label name '\(shortened(name))' is reserved",
            hint: isMetricName
                ? "write the metric's name before the braces"
                : "names that begin with '__' belong to Prometheus; rename the label")
    }

    private func labelNameFault() -> ExpositionError {
        let hint =
            switch next {
            case Ascii.quote: "quoted label names are not part of this version of the format"
            case Ascii.comma: "remove the comma"
            case nil: "close the label set with '}'"
            default: "use letters, digits and '_', and no digit first"
            }
        return fault(
            at: position, "expected a label name or '}', found \(description(at: position))", hint: hint)
    }

    private func missingEqualsFault(after name: Range<Int>) -> ExpositionError {
        fault(
            at: position,
            "expected '=' after the label name '\(shortened(name))', "
                + "found \(description(at: position))",
            hint: "write \(shortened(name))=\"...\"; a label name has letters, digits and '_' only")
    }

    private mutating func skipBlanksInText(_ format: ExpositionFormat) {
        if format == .text004 { _ = skipBlanks() }
    }
}

/// Finds a name that repeats, with a set once there are too many names to compare each with each.
private struct SeenNames {
    private static let maxCompared = 16
    private var names: Set<String> = []

    /// False when `name` is among the `earlier` ones.
    mutating func insert(_ name: Range<Int>, in bytes: [UInt8], earlier: [SampleLine.Label]) -> Bool {
        if earlier.count < Self.maxCompared {
            return !earlier.contains { bytes[$0.name].elementsEqual(bytes[name]) }
        }
        if names.isEmpty { names = Set(earlier.map { String(decoding: bytes[$0.name], as: UTF8.self) }) }
        return names.insert(String(decoding: bytes[name], as: UTF8.self)).inserted
    }
}
