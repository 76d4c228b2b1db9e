/// What one sample of OpenMetrics must fulfil by its family's type.
struct OpenMetricsSampleCheck {
    /// Longest exemplar label set, in code points of names and values together.
    private static let maxExemplarLength = 128

    let family: ParsedFamily
    let suffix: SampleSuffix
    let line: SampleLine
    let cursor: LineCursor

    func run() throws(ExpositionError) {
        try checkBucket()
        try checkQuantile()
        try checkState()
        try checkInfo()
        try checkCount()
        try checkExemplar()
    }

    private func checkBucket() throws(ExpositionError) {
        guard suffix == .bucket else { return }
        guard let label = line.label("le", in: cursor.bytes) else {
            throw fault("a bucket needs the label 'le'", hint: "add le=\"...\", its upper bound")
        }
        let text = cursor.bytes[label.value]
        guard let bound = ExpositionNumber.value(text), !bound.isNaN else {
            throw cursor.fault(
                at: label.value.lowerBound,
                "the upper bound '\(cursor.shortened(label.value))' is not a number",
                hint: "write a decimal number or +Inf")
        }
        if bound == .infinity, !text.elementsEqual("+Inf".utf8) {
            throw cursor.fault(
                at: label.value.lowerBound, "infinity is spelled '+Inf'", hint: "write le=\"+Inf\"")
        }
    }

    private func checkQuantile() throws(ExpositionError) {
        guard family.kind == .summary, suffix == .none else { return }
        guard let label = line.label("quantile", in: cursor.bytes) else {
            throw fault(
                "a summary's '\(family.name)' needs the label 'quantile'", hint: "add quantile=\"0.5\" or so")
        }
        guard let quantile = ExpositionNumber.value(cursor.bytes[label.value]), (0...1).contains(quantile)
        else {
            throw cursor.fault(
                at: label.value.lowerBound,
                "the quantile '\(cursor.shortened(label.value))' does not lie in 0 to 1",
                hint: "write the 99th percentile as 0.99")
        }
        if line.value < 0 {
            throw valueFault("a quantile is never negative", hint: "use a gauge for values below zero")
        }
    }

    private func checkState() throws(ExpositionError) {
        guard family.kind == .stateSet else { return }
        let name = Array(family.name.utf8)
        guard line.labels.contains(where: { cursor.bytes[$0.name].elementsEqual(name) }) else {
            throw fault(
                "a stateset needs a label with its own name", hint: "add \(family.name)=\"the state\"")
        }
        if line.value != 0, line.value != 1 {
            throw valueFault(
                "a stateset has the values 0 and 1 only", hint: "write 1 for the state that holds")
        }
    }

    private func checkInfo() throws(ExpositionError) {
        if family.kind == .info, line.value != 1 {
            throw valueFault("an info metric has the value 1", hint: "write 1, or make the metric a gauge")
        }
    }

    private func checkCount() throws(ExpositionError) {
        switch suffix {
        case .none, .created, .info: return
        case .total, .sum, .gaugeSum: break
        case .bucket, .count, .gaugeCount:
            if !line.value.isFinite || line.value != line.value.rounded() {
                throw valueFault(
                    "'\(family.name)\(suffix.rawValue)' counts, so it is a whole number",
                    hint: "check the value")
            }
        }
        if line.value.isNaN {
            throw valueFault(
                "'\(family.name)\(suffix.rawValue)' must not be NaN", hint: "leave the series out instead")
        }
        if line.value < 0, suffix != .gaugeSum {
            throw valueFault(
                "'\(family.name)\(suffix.rawValue)' must not be negative",
                hint: "use a gauge for values below zero")
        }
    }

    private func checkExemplar() throws(ExpositionError) {
        guard let exemplar = line.exemplar else { return }
        guard suffix == .total || suffix == .bucket else {
            throw cursor.fault(
                at: exemplar.offset,
                "only '_total' of a counter and '_bucket' of a histogram carry exemplars",
                hint: "remove what follows the value")
        }
        let length = exemplar.labels.reduce(0) { sum, label in
            sum + label.name.count + label.text(in: cursor.bytes).unicodeScalars.count
        }
        if length > Self.maxExemplarLength {
            throw cursor.fault(
                at: exemplar.offset,
                "the exemplar's labels have \(length) characters, \(Self.maxExemplarLength) are allowed",
                hint: "keep an identifier only, such as trace_id")
        }
    }

    private func fault(_ message: String, hint: String) -> ExpositionError {
        cursor.fault(at: cursor.start, message, hint: hint)
    }

    private func valueFault(_ message: String, hint: String) -> ExpositionError {
        cursor.fault(at: line.valueText.lowerBound, message, hint: hint)
    }
}
