import ExporterService
import LogRules
import LogTailing
import YAMLReading

/// Reads rule files for the commands, and turns every fault in them into lines for the user.
enum RuleLoading {
    /// - Parameter globs: absolute; a glob that matches nothing is a fault, for it is surely a slip.
    static func load(globs: [String], includesBuiltIn: Bool) throws -> RuleSet {
        let files = try files(globs: globs)
        do {
            return try RuleSet.load(files: files, includeBuiltIn: includesBuiltIn)
        } catch {
            throw CommandFailure(.wrongUse, lines: rendered(error.diagnostics, files))
        }
    }

    /// The bytes of all files that the globs match, in their order.
    static func files(globs: [String]) throws -> [(path: String, bytes: [UInt8])] {
        var files: [(path: String, bytes: [UInt8])] = []
        for glob in globs {
            let paths = GlobExpansion.files(matching: glob)
            guard !paths.isEmpty else {
                throw CommandFailure(.wrongUse, "no rule file matches \(glob); check the path")
            }
            for path in paths { files.append((path, try bytes(of: path))) }
        }
        return files
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
