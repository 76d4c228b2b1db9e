/// Checks the name of a family.
enum LintNames {
    static func check(_ family: ParsedFamily, _ collector: inout LintCollector) {
        let parts = family.name.split(separator: "_", omittingEmptySubsequences: false).map(String.init)
        checkUnits(parts, family, &collector)
        checkSuffix(family, &collector)
        checkTypeWords(parts, family, &collector)
        checkSpelling(family, &collector)
        checkNamespace(family, &collector)
    }

    // MARK: Units

    private static func checkUnits(
        _ parts: [String], _ family: ParsedFamily, _ collector: inout LintCollector
    ) {
        for (index, part) in parts.enumerated() {
            if let unit = MetricUnits.replacement(for: part) {
                collector.report(
                    .baseUnit, family, detail: part,
                    "'\(family.name)' measures in \(part), not in the base unit \(unit)",
                    hint: renaming(family, parts, index, to: unit))
            }
            guard index > 0 else { continue }
            let lower = part.lowercased()
            if MetricUnits.abbreviations.contains(lower) {
                collector.report(
                    .abbreviatedUnit, family, detail: part,
                    "'\(part)' in '\(family.name)' looks like an abbreviated unit",
                    hint: "write the base unit in full, such as seconds or bytes, or another word")
            } else if let unit = MetricUnits.moreAbbreviations[lower] {
                collector.report(
                    .unitSpelling, family, detail: part,
                    "'\(part)' in '\(family.name)' looks like an abbreviated unit",
                    hint: renaming(family, parts, index, to: unit))
            } else if ["percent", "percentage", "pct"].contains(lower) {
                collector.report(
                    .ratioNotPercent, family, "'\(family.name)' is a percentage",
                    hint: "export a ratio from 0 to 1 and name it '..._ratio'")
            }
        }
        checkUnitPosition(parts, family, &collector)
    }

    private static func renaming(
        _ family: ParsedFamily, _ parts: [String], _ index: Int, to unit: String
    ) -> String {
        var renamed = parts
        renamed[index] = unit
        return "export \(unit) and rename the family to '\(renamed.joined(separator: "_"))'"
    }

    private static func checkUnitPosition(
        _ parts: [String], _ family: ParsedFamily, _ collector: inout LintCollector
    ) {
        let body = parts.last == "total" || parts.last == "info" ? parts.dropLast() : parts[...]
        guard let last = body.last, !MetricUnits.base.contains(last), last != "created",
            let unit = body.last(where: { MetricUnits.base.contains($0) && $0 != "ratio" })
        else {
            if parts.last == "timestamp" {
                collector.report(
                    .timestampUnit, family, "'\(family.name)' does not tell its unit",
                    hint: "export seconds since 1970 and name it '\(family.name)_seconds'")
            }
            return
        }
        collector.report(
            .unitPosition, family, "the unit '\(unit)' does not stand at the end of '\(family.name)'",
            hint: "end the name in its unit, with only '_total' behind it")
    }

    // MARK: Suffixes and words

    private static func checkSuffix(_ family: ParsedFamily, _ collector: inout LintCollector) {
        let name = family.name
        let isText = family.samples.format == .text004
        if family.kind == .counter, isText, !name.hasSuffix("_total") {
            collector.report(
                .counterSuffix, family, "the counter '\(name)' does not end in '_total'",
                hint: "rename it to '\(name)_total'")
        }
        guard family.kind != .unknown else { return }
        if name.hasSuffix("_total"), family.kind != .counter || !isText {
            collector.report(
                .totalSuffix, family, "'\(name)' ends in '_total' but is no counter",
                hint: "make it a counter if it only grows, else rename it")
        }
        let isHistogram = family.kind == .histogram || family.kind == .gaugeHistogram
        for suffix in ["_bucket", "_count", "_sum"] where name.hasSuffix(suffix) {
            if isHistogram || (family.kind == .summary && suffix != "_bucket") { continue }
            collector.report(
                .reservedSuffix, family,
                "'\(name)' ends in '\(suffix)', which belongs to histograms"
                    + (suffix == "_bucket" ? "" : " and summaries"),
                hint: "rename it; for a number of things say what they are, such as '..._members'")
        }
    }

    private static func checkTypeWords(
        _ parts: [String], _ family: ParsedFamily, _ collector: inout LintCollector
    ) {
        let types: Set = ["counter", "gauge", "histogram", "summary"]
        for part in parts.dropFirst() where types.contains(part.lowercased()) {
            collector.report(
                .typeInName, family, detail: part,
                "the type '\(part.lowercased())' is part of the name '\(family.name)'",
                hint: "drop the word; TYPE says it")
        }
    }

    private static func checkSpelling(_ family: ParsedFamily, _ collector: inout LintCollector) {
        let name = family.name
        if name.contains(":") {
            collector.report(
                .colonInName, family, "'\(name)' contains ':', which is kept for recording rules",
                hint: "write '_' instead")
        }
        if isCamelCase(name.utf8) {
            collector.report(
                .camelCaseName, family, "'\(name)' is written in camelCase",
                hint: "write it in snake_case: '\(snakeCase(name))'")
        } else if name != name.lowercased() {
            collector.report(
                .nameSpelling, family, detail: "case", "'\(name)' has upper-case letters",
                hint: "rename it to '\(name.lowercased())'")
        }
        if name.contains("__") || name.hasPrefix("_") || name.hasSuffix("_") {
            collector.report(
                .nameSpelling, family, detail: "_", "'\(name)' has a '_' too many",
                hint: "separate words by one '_', none at either end")
        }
    }

    static func isCamelCase(_ text: String.UTF8View) -> Bool {
        zip(text, text.dropFirst()).contains { (97...122).contains($0) && (65...90).contains($1) }
    }

    static func snakeCase(_ name: String) -> String {
        var result = ""
        var wasLower = false
        for character in name {
            if character.isUppercase, wasLower { result += "_" }
            wasLower = character.isLowercase
            result += character.lowercased()
        }
        return result
    }

    // MARK: Namespaces

    /// Written by Prometheus itself for each target.
    private static let generated: Set<String> = [
        "up", "ALERTS", "ALERTS_FOR_STATE", "scrape_duration_seconds", "scrape_samples_scraped",
        "scrape_samples_post_metric_relabeling", "scrape_series_added", "scrape_timeout_seconds",
        "scrape_sample_limit", "scrape_body_size_bytes",
    ]

    /// The process metrics that all client libraries agree on, without `_total`.
    private static let processNames: Set<String> = [
        "process_cpu_seconds", "process_open_fds", "process_max_fds", "process_virtual_memory_bytes",
        "process_virtual_memory_max_bytes", "process_resident_memory_bytes", "process_heap_bytes",
        "process_threads", "process_start_time_seconds", "process_network_receive_bytes",
        "process_network_transmit_bytes",
    ]

    private static func checkNamespace(_ family: ParsedFamily, _ collector: inout LintCollector) {
        let name = family.name
        let bare = name.hasSuffix("_total") ? String(name.dropLast("_total".count)) : name
        if generated.contains(name) {
            collector.report(
                .generatedName, family, "Prometheus writes '\(name)' itself, so this one collides with it",
                hint: "rename it, with your program's name in front")
        } else if name.hasPrefix("scrape_") {
            collector.report(
                .reservedNamespace, family, "names that begin with 'scrape_' are kept for Prometheus",
                hint: "rename it, with your program's name in front")
        } else if name.hasPrefix("process_"), !processNames.contains(bare) {
            collector.report(
                .reservedNamespace, family, "'\(name)' is none of the agreed 'process_' metrics",
                hint: "rename it, with your program's name in front")
        }
    }
}
