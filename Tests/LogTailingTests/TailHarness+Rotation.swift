import Compression
import Foundation
import Testing

@testable import LogTailing

/// What rotation tools do.
extension TailHarness {
    func content(of name: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(filePath: path(name)))) }

    func exists(_ name: String) -> Bool {
        (try? FileSystemCalls().status(of: BytePath(path(name)), followsLinks: false)) != nil
    }

    func copy(_ name: String, to copy: String) throws { try append(try content(of: name), to: copy) }

    /// As logrotate does it: the copy is complete before the file is emptied.
    func copyTruncate(_ name: String = "app.log", to copy: String) throws {
        try self.copy(name, to: copy)
        try truncate(name)
    }

    func gzipped(_ name: String) throws -> [UInt8] {
        var packed: [UInt8] = []
        try GzipEncoder().compress(try content(of: name), into: &packed)
        return packed
    }

    /// As gzip does it: the plain file goes when the packed one is complete.
    func gzip(_ name: String) throws {
        try append(try gzipped(name), to: "\(name).gz")
        try remove(name)
    }
}
