/// Checks TYPE, UNIT and HELP.
enum LintMetadata {
    static func check(_ family: ParsedFamily, _ format: ExpositionFormat, _ collector: inout LintCollector) {
        checkHelp(family, &collector)
        if family.kind == .unknown {
            collector.report(
                .missingType, family, line: family.type?.line,
                family.type == nil
                    ? "'\(family.name)' has no TYPE" : "the type of '\(family.name)' is left open",
                hint:
                    "write `# TYPE \(family.name) gauge`, or counter, histogram, summary, before its samples")
        }
        if format == .openMetrics100 {
            checkUnit(family, &collector)
            checkOrder(family, &collector)
        }
    }

    private static func checkHelp(_ family: ParsedFamily, _ collector: inout LintCollector) {
        let isBlank = family.help.map { $0.value.allSatisfy(\.isWhitespace) } ?? true
        guard isBlank else { return }
        collector.report(
            .missingHelp, family, line: family.help?.line,
            family.help == nil
                ? "'\(family.name)' has no help text" : "the help text of '\(family.name)' is empty",
            hint: "write `# HELP \(family.name) ` and a sentence that says what is measured")
    }

    private static func checkUnit(_ family: ParsedFamily, _ collector: inout LintCollector) {
        guard family.unit?.value.isEmpty ?? true, let unit = family.name.split(separator: "_").last,
            MetricUnits.base.contains(String(unit)), family.kind != .info, family.kind != .stateSet,
            family.name.utf8.count > unit.utf8.count
        else { return }
        collector.report(
            .missingUnit, family, line: family.unit?.line,
            "'\(family.name)' ends in a unit but has no UNIT line",
            hint: "write `# UNIT \(family.name) \(unit)` after TYPE")
    }

    private static func checkOrder(_ family: ParsedFamily, _ collector: inout LintCollector) {
        let lines = [family.type?.line, family.unit?.line, family.help?.line].compactMap { $0 }
        guard lines != lines.sorted() else { return }
        collector.report(
            .metadataOrder, family, "the metadata of '\(family.name)' are not in the order TYPE, UNIT, HELP",
            hint: "write them in this order")
    }
}
