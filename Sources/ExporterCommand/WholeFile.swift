import FoundationEssentials

/// A file that readers see as it was or as it is, never half written.
enum WholeFile {
    /// Readable by all: whoever collects the file is most often another user.
    private static let permissions = 0o644

    /// - Parameter shown: the path as the user wrote it.
    static func write(_ bytes: [UInt8], to path: String, shown: String) throws {
        do {
            try Data(bytes).write(to: URL(filePath: path), options: .atomic)
            try FileManager.default.setAttributes([.posixPermissions: permissions], ofItemAtPath: path)
        } catch {
            throw CommandFailure(
                .wrongUse, "cannot write \(shown); its directory must be there and let you write")
        }
    }
}
