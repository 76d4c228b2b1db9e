import Foundation

/// Where a run keeps the corpus and the programs' output.
struct ScratchDirectory {
    let path: String
    /// A folder that the user named is kept.
    private let isKept: Bool

    /// - Parameter named: the user's folder; a temporary one when nil.
    init(named: String?) throws {
        let name = "exporter-bench-\(ProcessInfo.processInfo.processIdentifier)"
        path = named ?? FileManager.default.temporaryDirectory.appendingPathComponent(name).path
        isKept = named != nil
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    func remove() {
        guard !isKept, FileManager.default.fileExists(atPath: path) else { return }
        do {
            try FileManager.default.removeItem(atPath: path)
        } catch {
            complain("could not remove \(path): \(error.localizedDescription)")
        }
    }
}
