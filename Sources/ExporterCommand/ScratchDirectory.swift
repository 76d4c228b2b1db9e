import ExporterService
import FoundationEssentials
import Glibc

/// A fresh directory under `$TMPDIR`, for the life of one command.
struct ScratchDirectory {
    let path: String

    init(prefix: String) throws {
        let parent = Environment.variables["TMPDIR"].flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp"
        var template = Array("\(parent)/\(prefix)-XXXXXX".utf8CString)
        // mkdtemp fills in the X's of a writable, null-terminated string.
        let made = unsafe template.withUnsafeMutableBufferPointer { buffer in
            unsafe buffer.baseAddress.flatMap { unsafe mkdtemp($0) } != nil
        }
        guard made else {
            throw CommandFailure(.internalFailure, "cannot make a directory in \(parent); check $TMPDIR")
        }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// What is left of a demo is of no use to anybody; a failure to remove it is only said.
    func remove() {
        do {
            try FileManager.default.removeItem(atPath: path)
        } catch {
            Terminal.printError("\(Terminal.programName): could not remove \(path): \(error)")
        }
    }
}
