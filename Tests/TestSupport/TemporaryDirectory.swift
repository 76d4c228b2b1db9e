import Foundation

/// A fresh, empty directory that is removed with all it holds when the last reference goes.
package final class TemporaryDirectory: Sendable {
    /// Absolute path without a trailing slash.
    package let path: String

    /// Throws when the system's temporary directory cannot be written.
    package init(_ purpose: String = "test") throws {
        let name = "agent-teams-exporter-\(purpose)-\(UUID().uuidString.prefix(13))"
        let place = FileManager.default.temporaryDirectory.appendingPathComponent(name)
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: false)
        path = place.resolvingSymlinksInPath().path
    }

    deinit {
        do {
            try FileManager.default.removeItem(atPath: path)
        } catch {
            print("could not remove \(path): \(error)")
        }
    }

    /// Absolute path of `relative` inside the directory.
    package func path(_ relative: String) -> String { "\(path)/\(relative)" }

    /// Writes a whole file, makes the directories above it, and returns its absolute path.
    @discardableResult
    package func write(_ text: String, to relative: String) throws -> String {
        try write(Array(text.utf8), to: relative)
    }

    @discardableResult
    package func write(_ bytes: [UInt8], to relative: String) throws -> String {
        let url = URL(fileURLWithPath: path(relative))
        try FileManager.default.createDirectory(
            at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: url)
        return url.path
    }

    /// Adds `text` at the end of a file, which is made when absent.
    package func append(_ text: String, to relative: String) throws {
        guard FileManager.default.fileExists(atPath: path(relative)) else {
            try write(text, to: relative)
            return
        }
        let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path(relative)))
        defer { file.closeFile() }
        try file.seekToEnd()
        try file.write(contentsOf: Data(text.utf8))
    }

    @discardableResult
    package func makeDirectory(_ relative: String) throws -> String {
        try FileManager.default.createDirectory(atPath: path(relative), withIntermediateDirectories: true)
        return path(relative)
    }

    package func read(_ relative: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(fileURLWithPath: path(relative))))
    }

    /// Copies a file or a tree from anywhere into the directory.
    package func copy(_ source: String, to relative: String) throws {
        let target = URL(fileURLWithPath: path(relative))
        try FileManager.default.createDirectory(
            at: target.deletingLastPathComponent(), withIntermediateDirectories: true)
        try FileManager.default.copyItem(atPath: source, toPath: target.path)
    }
}
