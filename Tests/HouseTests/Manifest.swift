import Foundation
import TestSupport

/// What Package.swift says of our modules, read as text.
struct Manifest {
    /// Each module of ours with the modules of ours that it may import.
    let imports: [String: Set<String>]

    static let repository = URL(fileURLWithPath: Fixtures.root).deletingLastPathComponent()
        .deletingLastPathComponent()

    init() throws {
        let text = try String(contentsOf: Self.repository.appending(path: "Package.swift"), encoding: .utf8)
        var imports: [String: Set<String>] = [:]
        for call in text.matches(of: /module\(\s*"(\w+)"(?:,\s*imports:\s*\[([^\]]*)\])?/) {
            let names = (call.2 ?? "").matches(of: /"(\w+)"/).map { String($0.1) }
            imports[String(call.1)] = Set(names)
        }
        let ours = Set(imports.keys)
        let libraries = Set(text.matches(of: /\.systemLibrary\(name: "(\w+)"/).map { String($0.1) })
        let shims = Set(text.matches(of: /\.target\(\s*name: "(C\w+)"/).map { String($0.1) })
        self.imports = imports.mapValues {
            $0.intersection(ours.union(libraries).union(shims))
        }
    }

    /// The modules of ours that a module's sources really import.
    static func actualImports(of module: String, among ours: Set<String>) throws -> [String: Set<String>] {
        let folder = repository.appending(path: "Sources/\(module)")
        var found: [String: Set<String>] = [:]
        for file in try FileManager.default.subpathsOfDirectory(atPath: folder.path)
        where file.hasSuffix(".swift") {
            let text = try String(contentsOf: folder.appending(path: file), encoding: .utf8)
            let names = text.matches(
                of: /(?m)^(?:@\w+ )*(?:package |internal |private |public )?import (?:\w+ )?(\w+)/
            )
            .map { String($0.1) }
            found[file] = Set(names).intersection(ours)
        }
        return found
    }
}
