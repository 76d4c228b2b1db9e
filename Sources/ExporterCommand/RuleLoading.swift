import ExporterService
import LogRules
import LogTailing
import YAMLReading

/// Reads rule files for the commands, and turns every fault in them into lines for the user.
enum RuleLoading {
    /// - Parameter globs: absolute; a glob that matches nothing is a fault, for it is surely a slip.
    static func load(globs: [String], includesBuiltIn: Bool) throws -> RuleSet {
        var files: [(path: String, bytes: [UInt8])] = []
        for glob in globs {
            let paths = GlobExpansion.files(matching: glob)
            guard !paths.isEmpty else {
                throw CommandFailure(.wrongUse, "no rule file matches \(glob); check the path")
            }
            for path in paths { files.append((path, try bytes(of: path))) }
        }
        do {
            return try RuleSet.load(files: files, includeBuiltIn: includesBuiltIn)
        } catch {
            throw CommandFailure(.wrongUse, lines: rendered(error.diagnostics, files))
        }
    }

    private static func bytes(of path: String) throws -> [UInt8] {
        do {
            return try FileReading.bytes(of: path, whatItIs: "rule file")
        } catch {
            throw CommandFailure(.wrongUse, error.message)
        }
    }

    private static func rendered(_ diagnostics: [Diagnostic], _ files: [(path: String, bytes: [UInt8])])
        -> [String]
    {
        diagnostics.map { diagnostic in
            diagnostic.rendered(source: files.first { $0.path == diagnostic.file }?.bytes)
        }
    }
}
