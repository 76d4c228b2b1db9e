/// Checks the labels of one family's samples.
struct LintLabels {
    /// What a label of the family was seen to hold.
    private struct Column {
        var totalLine: Int?
        var hasOtherValue = false
    }

    private let family: ParsedFamily
    private let source: [UInt8]
    /// Label names of the line before: most lines have the same, and then nothing is new about them.
    private var layout: [Range<Int>] = []
    private var names: [String] = []
    private var layoutSet: Set<String> = []
    private var columns: [String: Column] = [:]
    private var firstSet: (names: Set<String>, line: Int)?

    init(_ family: ParsedFamily) {
        self.family = family
        source = family.samples.source
    }

    mutating func check(_ line: SampleLine, _ number: Int, _ collector: inout LintCollector) {
        if !hasLayout(line) || number == family.samples.records.first.map({ Int($0.line) }) {
            layout = line.labels.map(\.name)
            names = layout.map { String(decoding: source[$0], as: UTF8.self) }
            layoutSet = Set(names).subtracting(["le", "quantile"])
            for name in names where columns[name] == nil {
                columns[name] = Column()
                checkName(name, number, &collector)
            }
        }
        checkSet(line, number, &collector)
        for (index, label) in line.labels.enumerated() { note(label, index, number) }
    }

    mutating func finish(_ collector: inout LintCollector) {
        for (name, column) in columns {
            guard let line = column.totalLine, column.hasOtherValue else { continue }
            collector.report(
                .totalRow, family, line: line, detail: name, subject: "\(name)=",
                "a value of '\(name)' sums up the others of '\(family.name)'",
                hint: "leave it out; sum() adds the rows up, and with it they count twice")
        }
    }

    /// The label with the most different values.
    static func widest(of family: ParsedFamily) -> (name: String, count: Int)? {
        var values: [String: Set<SeriesKey>] = [:]
        var line = SampleLine()
        let source = family.samples.source
        for index in family.samples.indices {
            family.samples.read(index, into: &line)
            for label in line.labels {
                var key = SeriesKey()
                key.add(name: [], value: source[label.value])
                values[String(decoding: source[label.name], as: UTF8.self), default: []].insert(key)
            }
        }
        let counts = values.mapValues(\.count)
        return counts.max { ($0.value, $1.key) < ($1.value, $0.key) }.map { ($0.key, $0.value) }
    }

    private func hasLayout(_ line: SampleLine) -> Bool {
        line.labels.count == layout.count
            && zip(line.labels, layout).allSatisfy { source[$0.name].elementsEqual(source[$1]) }
    }

    private func checkName(_ name: String, _ number: Int, _ collector: inout LintCollector) {
        func report(_ rule: LintRule, _ message: String, hint: String) {
            collector.report(
                rule, family, line: number, detail: name, subject: "\(name)=", message, hint: hint)
        }
        let isHistogram = family.kind == .histogram || family.kind == .gaugeHistogram
        switch name {
        case "le" where !isHistogram && family.kind != .unknown:
            report(
                .reservedBoundLabel, "'\(family.name)' has the label 'le' but is no histogram",
                hint: "rename the label")
        case "quantile" where family.kind != .summary && family.kind != .unknown:
            report(
                .reservedBoundLabel, "'\(family.name)' has the label 'quantile' but is no summary",
                hint: "rename the label")
        case "type":
            report(
                .vagueLabel, "the label 'type' of '\(family.name)' does not say of what",
                hint: "name what is distinguished, such as 'operation' or 'level'")
        case "job", "instance":
            report(
                .targetLabel,
                "Prometheus sets the label '\(name)' on each target and renames this one 'exported_\(name)'",
                hint: "rename the label")
        default: break
        }
        if name.hasPrefix("__") {
            report(
                .reservedLabel, "the label '\(name)' of '\(family.name)' is reserved",
                hint: "names with '__' in front "
                    + "belong to Prometheus, which drops them; rename the label")
        }
        if LintNames.isCamelCase(name.utf8) {
            report(
                .camelCaseLabel, "the label '\(name)' of '\(family.name)' is written in camelCase",
                hint: "write it in snake_case: '\(LintNames.snakeCase(name))'")
        }
    }

    /// All metrics of a family should have the same labels; `le`, `quantile` and a stateset's own aside.
    private mutating func checkSet(_ line: SampleLine, _ number: Int, _ collector: inout LintCollector) {
        var set = layoutSet
        for (name, label) in zip(names, line.labels) where label.value.isEmpty { set.remove(name) }
        guard let first = firstSet else {
            firstSet = (set, number)
            return
        }
        guard first.names != set else { return }
        let difference = first.names.symmetricDifference(set).sorted().joined(separator: ", ")
        collector.report(
            .labelSets, family, line: number,
            "the samples of '\(family.name)' in this line and line \(first.line) differ in "
                + "having the labels: \(difference)",
            hint: "give all samples of a family the same labels, or split it into two families")
    }

    private mutating func note(_ label: SampleLine.Label, _ index: Int, _ number: Int) {
        let name = names[index]
        guard !label.value.isEmpty, let column = columns[name], name != "le", name != "quantile" else {
            return
        }
        if isTotal(source[label.value]) {
            if column.totalLine == nil { columns[name]?.totalLine = number }
        } else if !column.hasOtherValue {
            columns[name]?.hasOtherValue = true
        }
    }

    private func isTotal(_ value: ArraySlice<UInt8>) -> Bool {
        guard value.count == 3 || value.count == 5 else { return false }
        return ["all", "sum", "total"].contains { word in
            word.utf8.count == value.count && zip(word.utf8, value).allSatisfy { $0 == $1 | 0x20 }
        }
    }
}
