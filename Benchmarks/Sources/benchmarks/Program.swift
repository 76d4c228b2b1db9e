import Foundation

/// An executable and what to call it in a table.
struct Program: Equatable {
    let name: String
    let path: String
}

extension Program {
    /// The same program used in a certain way, told apart in tables.
    func used(_ way: String) -> Program { Program(name: Program.name(name, used: way), path: path) }

    static func name(_ name: String, used way: String) -> String { "\(name), \(way)" }
}

/// A program to compare with.
struct Peer: Equatable {
    let name: String
    /// File names that it goes by, the likeliest first.
    let executables: [String]
    /// The Debian package that holds it.
    let package: String

    static let nodeExporter = Peer(
        name: "node_exporter", executables: ["prometheus-node-exporter", "node_exporter"],
        package: "prometheus-node-exporter")
    static let processExporter = Peer(
        name: "process-exporter", executables: ["prometheus-process-exporter", "process-exporter"],
        package: "prometheus-process-exporter")
    static let mtail = Peer(name: "mtail", executables: ["mtail"], package: "mtail")
    static let pcre2grep = Peer(name: "pcre2grep", executables: ["pcre2grep"], package: "pcre2-utils")
    static let ripgrep = Peer(name: "ripgrep", executables: ["rg"], package: "ripgrep")
    static let grep = Peer(name: "grep", executables: ["grep"], package: "grep")
    static let wc = Peer(name: "wc", executables: ["wc"], package: "coreutils")
    static let pigz = Peer(name: "pigz", executables: ["pigz"], package: "pigz")
    static let gzip = Peer(name: "gzip", executables: ["gzip"], package: "gzip")
    static let zstd = Peer(name: "zstd", executables: ["zstd"], package: "zstd")
    static let strip = Peer(name: "strip", executables: ["strip", "llvm-strip"], package: "binutils")

    /// Looks into the tools' folder first, then into each folder of PATH.
    func find(tools: String) -> Program? {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        let folders = ["\(tools)/usr/bin", tools] + path.split(separator: ":").map(String.init)
        let candidates = executables.flatMap { name in folders.map { "\($0)/\(name)" } }
        return candidates.first(where: FileManager.default.isExecutableFile(atPath:)).map {
            Program(name: name, path: $0)
        }
    }
}

/// A program with its arguments and what its environment adds to ours.
struct Command: Equatable {
    let program: Program
    var arguments: [String]
    var environment: [String: String] = [:]
    /// What the program is told that it is called; its path when nil.
    var calledAs: String?

    /// The command as one would type it.
    var line: String {
        let settings = environment.sorted { $0.key < $1.key }.map { "\($0.key)=\(Command.quoted($0.value))" }
        return (settings + ([program.path] + arguments).map(Command.quoted)).joined(separator: " ")
    }

    private static func quoted(_ word: String) -> String {
        let isPlain = word.allSatisfy {
            $0.isASCII && ($0.isLetter || $0.isNumber || "-_./:=,@%+".contains($0))
        }
        return isPlain && !word.isEmpty ? word : "'" + word.replacingOccurrences(of: "'", with: "'\\''") + "'"
    }
}
