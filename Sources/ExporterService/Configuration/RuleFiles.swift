package import LogRules
import LogTailing

/// Reads the rule files that globs name, and proves them valid.
package enum RuleFiles {
    /// - Parameter globs: absolute.
    package static func load(globs: [String], includesBuiltIn: Bool) throws(ConfigurationFault) -> RuleSet {
        var files: [(path: String, bytes: [UInt8])] = []
        for glob in globs {
            let paths = GlobExpansion.files(matching: glob)
            guard !paths.isEmpty else { throw .noRuleFile(glob: glob) }
            for path in paths { files.append((path, try bytes(of: path))) }
        }
        do {
            return try RuleSet.load(files: files, includeBuiltIn: includesBuiltIn)
        } catch {
            let sources = Dictionary(files.map { ($0.path, $0.bytes) }) { first, _ in first }
            throw .faulty(error.diagnostics, sources: sources)
        }
    }

    private static func bytes(of path: String) throws(ConfigurationFault) -> [UInt8] {
        do {
            return try FileReading.bytes(of: path, whatItIs: "rule file")
        } catch {
            throw .unreadable(error)
        }
    }
}
