import Foundation
import Testing

@Suite("module graph")
struct ModuleGraphTests {
    private let manifest: Manifest

    init() throws {
        manifest = try Manifest()
    }

    @Test("every module imports only what the manifest lets it import")
    func importsFollowManifest() throws {
        let ours = Set(manifest.imports.keys).union(manifest.imports.values.joined())
        #expect(manifest.imports.count > 10, "the manifest could not be read")
        for (module, allowed) in manifest.imports {
            for (file, used) in try Manifest.actualImports(of: module, among: ours) {
                let against = used.subtracting(allowed).subtracting([module])
                #expect(against.isEmpty, "\(module)/\(file) imports \(against.sorted()) against the graph")
            }
        }
    }

    @Test("no module declares an import that it does not use")
    func noIdleImports() throws {
        for (module, allowed) in manifest.imports {
            let used = try Manifest.actualImports(of: module, among: allowed).values.reduce(into: Set()) {
                $0.formUnion($1)
            }
            #expect(used == allowed, "\(module) never imports \(allowed.subtracting(used).sorted())")
        }
    }

    @Test("the graph has no cycle")
    func isAcyclic() {
        var rest = manifest.imports
        while let leaf = rest.first(where: { $0.value.isDisjoint(with: rest.keys) }) { rest[leaf.key] = nil }
        #expect(rest.isEmpty, "a cycle runs through \(rest.keys.sorted())")
    }

    @Test("docs/architecture.md shows the same graph")
    func documentationAgrees() throws {
        let page = Manifest.repository.appending(path: "docs/architecture.md")
        let text = try String(contentsOf: page, encoding: .utf8)
        var documented: [String: Set<String>] = [:]
        for row in text.matches(of: /(?m)^\| `(\w+)` \| [^|]+ \|([^|]*)\|$/) {
            documented[String(row.1)] = Set(row.2.matches(of: /`(\w+)`/).map { String($0.1) })
        }
        for (module, imports) in manifest.imports {
            #expect(documented[module] == imports, "the row of \(module) is out of date")
        }
        #expect(Set(documented.keys) == Set(manifest.imports.keys))
    }

    @Test("each C library is called from one file of the one module that wraps it")
    func librariesAreFenced() throws {
        let libraries = Set(manifest.imports.values.joined()).filter {
            $0.hasPrefix("C") && manifest.imports[$0] == nil
        }
        for library in libraries {
            let callers = try manifest.imports.keys.flatMap { module in
                try Manifest.actualImports(of: module, among: [library]).filter { !$0.value.isEmpty }.map {
                    "\(module)/\($0.key)"
                }
            }
            #expect(callers.count == 1, "\(library) is imported by \(callers.sorted())")
        }
    }
}
