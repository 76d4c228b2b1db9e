import LogRules
package import YAMLReading

/// What `rules check` finds in rule files: every fault and warning, and for each good rule what it costs.
package struct RuleReport: Sendable {
    package struct RuleLine: Sendable {
        package let name: String
        package let file: String
        /// Lines without all of these are never tried; empty when the rule runs on every line.
        package let literals: [[UInt8]]
        package let cost: PatternCost?
    }

    /// Faults and warnings by file and place.
    package let diagnostics: [Diagnostic]
    package let rules: [RuleLine]
    /// Files that are catalogues of level formats, with the number of their formats; 0 when broken.
    package let catalogues: [(file: String, formats: Int)]

    package var isBroken: Bool { diagnostics.contains { $0.severity == .error } }

    /// - Parameter sample: lines of a log by which cost is measured; `nil`: the rules' own examples.
    package init(files: [(path: String, bytes: [UInt8])], sample: [[UInt8]]? = nil) {
        let roots = files.map { file in (file, try? YAMLDocument.parse(file.bytes, file: file.path)) }
        let isCatalogue = roots.map { $0.1?["formats"] != nil && $0.1?["rules"] == nil }
        var diagnostics: [Diagnostic] = []
        var catalogues: [(file: String, formats: Int)] = []
        for (file, isCatalogue) in zip(files, isCatalogue) where isCatalogue {
            let (formats, faults) = Self.checkCatalogue(file)
            catalogues.append((file.path, formats))
            diagnostics += faults
        }
        let ruleFiles = zip(files, isCatalogue).filter { !$0.1 }.map(\.0)
        let found = RuleSet.inspect(files: ruleFiles)
        let outlines = roots.compactMap { file, root in
            root.map { RuleFileOutline(file: file.path, root: $0) }
        }
        diagnostics += found.diagnostics + outlines.flatMap(Self.openLabels)
        self.diagnostics = RuleSet.sorted(diagnostics, files: files.map(\.path))
        self.catalogues = catalogues
        rules = found.rules.map { rule, file in
            let lines = sample ?? Self.exampleTexts(of: rule, in: outlines.first { $0.file == file })
            return RuleLine(
                name: rule.name, file: file, literals: rule.filterLiterals,
                cost: PatternCost(of: rule, on: lines))
        }
    }

    private static func checkCatalogue(_ file: (path: String, bytes: [UInt8])) -> (Int, [Diagnostic]) {
        do {
            return (try LevelFormats.read(file.bytes, file: file.path).names.count, [])
        } catch {
            return (0, error.diagnostics)
        }
    }

    /// What the rule's pattern is run on: single lines, or whole entries.
    private static func exampleTexts(of rule: Rule, in outline: RuleFileOutline?) -> [[UInt8]] {
        let texts = outline?.rules.first { $0.name == rule.name }?.examples.map { Array($0.text.utf8) } ?? []
        guard rule.subject == .line else { return texts }
        return texts.flatMap { $0.split(separator: UInt8(ascii: "\n")).map(Array.init) }
    }

    /// Labels that can make a series for each line, unless the writer bounded or listed them.
    private static func openLabels(of outline: RuleFileOutline) -> [Diagnostic] {
        outline.rules.flatMap { rule -> [Diagnostic] in
            guard let pattern = rule.pattern?.text, !rule.hasMaxSeries else { return [] }
            let captures = OpenCaptures(pattern: pattern)
            return rule.labels.filter { !rule.initialLabels.contains($0.name) }.compactMap { label in
                let references = OpenCaptures.references(in: label.source.text ?? "")
                let open = references.filter { !rule.mappedCaptures.contains(String($0)) }
                guard let part = open.compactMap(captures.openPart).first else { return nil }
                return Diagnostic(
                    file: outline.file, mark: label.source.mark, width: label.source.width,
                    severity: .warning,
                    message:
                        "label '\(label.name)' can take any number of values: its capture is open (\(part))",
                    hint:
                        "narrow the capture, list its values in 'init', or set 'max_series' to what you expect"
                )
            }
        }
    }
}
