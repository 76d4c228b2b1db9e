import Foundation
import Glibc

/// A log file as its writer holds it: open, and each write goes to the end.
package final class AppendingFile {
    package struct Failure: Error, CustomStringConvertible {
        package let path: String
        package let code: Int32

        package var description: String { "cannot open \(path) for appending: errno \(code)" }
    }

    package let path: String
    private let file: FileHandle

    /// Opens the file and makes it when absent.
    package init(_ path: String) throws {
        self.path = path
        // The path is a string that lives for the length of the call.
        let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw Failure(path: path, code: errno) }
        file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    }

    package func write(_ text: String) throws {
        try write(Array(text.utf8)[...])
    }

    package func write(_ bytes: ArraySlice<UInt8>) throws {
        try file.write(contentsOf: Data(bytes))
    }

    /// Cuts the file to nothing, as copytruncate does; the next write begins at its front.
    package func truncate() throws {
        try file.truncate(atOffset: 0)
    }
}
