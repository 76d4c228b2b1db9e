import Exposition
import LogRules
import LogTailing
import MetricModel
import YAMLReading

/// A file could not be read; the message says why and what to do.
package struct FileFault: Error, Equatable, Sendable {
    package let message: String

    package init(message: String) { self.message = message }
}

/// What `rules test` did: the examples of rule files, and test files with whole logs.
package struct RuleTrial: Sendable {
    package struct Case: Sendable {
        /// Where it stands and what it is, such as `shop.yml:14 payment_failures`.
        package let title: String
        /// What went wrong, line by line; empty when it passed.
        package let failure: [String]

        package var passed: Bool { failure.isEmpty }
    }

    package private(set) var cases: [Case] = []

    package var failures: Int { cases.count { !$0.passed } }

    /// - Parameter read: the bytes of a file that a test names, by absolute path or one relative to where the user
    ///   stands.
    package init(
        files: [(path: String, bytes: [UInt8])], read: (String) -> Result<[UInt8], FileFault>
    ) {
        for file in files {
            do throws(Diagnostic) {
                let root = try YAMLDocument.parse(file.bytes, file: file.path)
                if root["tests"] != nil {
                    runTests(root, file, read)
                } else if root["formats"] != nil {
                    runCatalogue(file)
                } else {
                    runExamples(root, file)
                }
            } catch {
                cases.append(Case(title: file.path, failure: [error.rendered(source: file.bytes)]))
            }
        }
    }

    // MARK: Examples of rule files

    /// A catalogue of level formats proves its examples when it is read, and tells all that fail at once.
    private mutating func runCatalogue(_ file: (path: String, bytes: [UInt8])) {
        do {
            for example in try LevelFormats.read(file.bytes, file: file.path).examples {
                cases.append(
                    Case(title: "\(file.path) \(example.format ?? "no level"): \(example.line)", failure: []))
            }
        } catch {
            for fault in error.diagnostics {
                cases.append(Case(title: file.path, failure: [fault.rendered(source: file.bytes)]))
            }
        }
    }

    private mutating func runExamples(_ root: YAMLNode, _ file: (path: String, bytes: [UInt8])) {
        var faults = RuleSet.inspect(files: [file]).diagnostics.filter { $0.severity == .error }
        for rule in RuleFileOutline(file: file.path, root: root).rules {
            for example in rule.examples {
                let own = faults.filter { $0.mark.map(example.places.contains) ?? false }
                faults.removeAll(where: own.contains)
                let kind = example.mustMatch ? "line" : "no_match"
                cases.append(
                    Case(
                        title: "\(file.path):\(example.mark.line) \(rule.name ?? "?") (\(kind))",
                        failure: own.map { $0.rendered(source: file.bytes) }))
            }
        }
        guard !faults.isEmpty else { return }
        cases.append(Case(title: file.path, failure: faults.map { $0.rendered(source: file.bytes) }))
    }

    // MARK: Test files

    private mutating func runTests(
        _ root: YAMLNode, _ file: (path: String, bytes: [UInt8]),
        _ read: (String) -> Result<[UInt8], FileFault>
    ) {
        var reader = MappingReader(root, file: file.path)
        let tests = (reader.mappings("tests") { WrittenTest(reading: &$0) } ?? []).compactMap { $0 }
        reader.finish()
        let faults = reader.diagnostics
        if !faults.isEmpty {
            cases.append(Case(title: file.path, failure: faults.map { $0.rendered(source: file.bytes) }))
        }
        for (index, test) in tests.enumerated() {
            let title = "\(file.path):\(test.mark.line) \(test.name ?? "test \(index + 1)")"
            cases.append(Case(title: title, failure: Self.failure(of: test, file.path, read)))
        }
    }

    private static func failure(
        of test: WrittenTest, _ file: String, _ read: (String) -> Result<[UInt8], FileFault>
    ) -> [String] {
        do throws(Stop) {
            let rules = try ruleSet(of: test, file, read)
            let counted = try count(test, file, rules)
            return difference(of: test, file, rules, counted)
        } catch {
            return error.lines
        }
    }

    /// Ends a test before there are numbers to compare.
    private struct Stop: Error {
        let lines: [String]
    }

    private static func ruleSet(
        of test: WrittenTest, _ file: String, _ read: (String) -> Result<[UInt8], FileFault>
    ) throws(Stop) -> RuleSet {
        var files: [(path: String, bytes: [UInt8])] = []
        for rule in test.rules {
            let path = path(rule, besides: file)
            switch read(path) {
            case .success(let bytes): files.append((path, bytes))
            case .failure(let fault): throw Stop(lines: [fault.message])
            }
        }
        do {
            return try RuleSet.load(files: files, includeBuiltIn: test.usesBuiltInRules)
        } catch {
            throw Stop(
                lines: error.diagnostics.map { fault in
                    fault.rendered(source: files.first { $0.path == fault.file }?.bytes)
                })
        }
    }

    private static func count(
        _ test: WrittenTest, _ file: String, _ rules: RuleSet
    ) throws(Stop) -> MetricSamples {
        let registry = MetricRegistry()
        let log = test.logName ?? defaultLogName(of: test)
        var counter: FileCounter
        do {
            counter = FileCounter(
                try LineCounter(ruleSet: rules, log: log, registry: registry), registry: registry)
        } catch {
            throw Stop(lines: [error.message])
        }
        switch test.input {
        case .lines(let lines):
            for line in lines { counter.count(Array(line.utf8)) }
        case .log(let name):
            var reader = WholeFile(maxLineBytes: 1_000_000)
            do {
                try reader.read(path(name, besides: file), into: &counter)
            } catch {
                throw Stop(lines: [error.message])
            }
        }
        _ = counter.finish()
        return MetricSamples(of: registry)
    }

    private static func defaultLogName(of test: WrittenTest) -> String {
        guard case .log(let name) = test.input else { return "test" }
        return String(name.split(separator: "/").last ?? Substring(name))
    }

    private static func path(_ path: String, besides file: String) -> String {
        guard !path.hasPrefix("/"), let cut = file.lastIndex(of: "/") else { return path }
        return file[...cut] + path
    }

    /// Compares all series of the rules' families and of those that are named, those at 0 only when they are named.
    private static func difference(
        of test: WrittenTest, _ file: String, _ rules: RuleSet, _ counted: MetricSamples
    ) -> [String] {
        let expected: MetricSamples
        do {
            expected = try MetricSamples(parsing: test.expected)
        } catch {
            let fault = Diagnostic(
                file: file, mark: test.expectedMark, message: "'expect' is no exposition: \(error.message)",
                hint: "write lines such as shop_failures_total{provider=\"visa\"} 3")
            return [fault.oneLine]
        }
        let names = expected.metricNames.union(rules.rules.filter { !$0.isBuiltIn }.map(\.metric.name.text))
        let series = Set(expected.values.keys).union(counted.series(ofFamilies: counted.families(of: names)))
        var lines: [String] = []
        var differs = false
        for series in series.sorted() {
            let (wanted, got) = (expected.values[series], counted.values[series])
            if wanted == nil && got == 0 { continue }
            if wanted == got {
                lines.append("    \(expected.line(series))")
                continue
            }
            differs = true
            if wanted != nil { lines.append("  - \(expected.line(series))") }
            if got != nil { lines.append("  + \(counted.line(series))") }
        }
        return differs ? ["metrics differ (- expected, + counted):"] + lines : []
    }
}
