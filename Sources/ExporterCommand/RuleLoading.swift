import ExporterService
import LogRules
import YAMLReading

/// Reads rule files for the commands, and turns every fault in them into lines for the user.
enum RuleLoading {
    /// - Parameter globs: absolute; a glob that matches nothing is a fault, for it is surely a slip.
    static func load(globs: [String], includesBuiltIn: Bool) throws -> RuleSet {
        do {
            return try RuleFiles.load(globs: globs, includesBuiltIn: includesBuiltIn)
        } catch {
            throw error.failure
        }
    }

    /// The files that a user named, under the names they were given; a shell has expanded its globs already.
    static func files(named paths: [String]) throws -> [(path: String, bytes: [UInt8])] {
        try paths.map { ($0, try bytes(of: $0)) }
    }

    private static func bytes(of path: String) throws -> [UInt8] {
        do {
            return try FileReading.bytes(of: path, whatItIs: "rule file")
        } catch {
            throw CommandFailure(.wrongUse, error.message)
        }
    }

    static func rendered(
        _ diagnostics: [Diagnostic], _ files: [(path: String, bytes: [UInt8])], colour: Bool = false
    ) -> [String] {
        diagnostics.map { diagnostic in
            diagnostic.rendered(
                source: files.first { $0.path == diagnostic.file }?.bytes, colour: colour)
        }
    }
}
