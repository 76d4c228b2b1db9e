import Checksums

/// Where the backups of each root lie: those of the first root in the directory itself, those of each other one in a
/// directory in it, `NAME-HASH`, so that one name means one root.
package struct BackupPlaces: Sendable, Equatable {
    package let directory: String
    private let roots: [String]

    /// - Parameter roots: absolute; the first is the main one.
    package init(directory: String, roots: [String]) {
        self.directory = directory
        self.roots = roots
    }

    package func place(of root: String) -> String {
        root == roots.first ? directory : "\(directory)/\(Self.name(of: root))"
    }

    /// All places of these roots.
    package var all: [String] { roots.map { place(of: $0) } }

    /// The last name of its path, without what cannot be typed, and the beginning of a hash of the path.
    private static func name(of root: String) -> String {
        let last = root.split(separator: "/").last.map(String.init) ?? "root"
        var name = last.drop { $0 == "." }.map { character -> Character in
            character.isLetter || character.isNumber || "-_.".contains(character) ? character : "_"
        }
        while String(name).utf8.count > 100 { name.removeLast() }
        var hash = SHA256()
        hash.update(Array(root.utf8))
        return "\(name.isEmpty ? "root" : String(name))-\(hash.hexadecimal().prefix(8))"
    }
}
