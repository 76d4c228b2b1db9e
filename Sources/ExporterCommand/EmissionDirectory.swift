import FoundationEssentials
import RuleEmission

/// A directory that generated files are written to, or compared with.
struct EmissionDirectory {
    /// Whose files lie in the directory.
    struct Ownership {
        /// Directories below it that hold generated files; empty text for itself.
        let directories: [String]
        /// Whether a file with this text was generated, and so goes when it is of no use any more.
        let isGenerated: (String) -> Bool
        /// Whether a file with this text may be written anew.
        let isReplaceable: (String) -> Bool

        static var rules: Ownership {
            Ownership(
                directories: EmittedRules.directories, isGenerated: EmittedRules.isGenerated,
                isReplaceable: { _ in true })
        }
        /// People go on writing where the program began.
        static var runbooks: Ownership {
            Ownership(
                directories: [""], isGenerated: RunbookStub.isUntouched,
                isReplaceable: RunbookStub.isUntouched)
        }
    }

    /// Absolute.
    let path: String
    /// As the user wrote it.
    let shown: String
    let ownership: Ownership

    /// Writes what has changed.
    ///
    /// - Parameter alone: whether generated files that are not among these are to go.
    func write(_ files: [EmittedFile], alone: Bool) throws {
        for file in files where isWritten(file) {
            let target = "\(path)/\(file.path)"
            let parent = target.lastIndex(of: "/").map { String(target[..<$0]) } ?? path
            do {
                try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
                try file.text.write(toFile: target, atomically: true, encoding: .utf8)
            } catch {
                throw CommandFailure(
                    .wrongUse, "cannot write \(shown)/\(file.path); choose another directory with --output")
            }
        }
        guard alone else { return }
        for name in leftovers(files) { try remove(name) }
    }

    func check(_ files: [EmittedFile], alone: Bool) throws {
        let ours = files.filter { file in text(of: file.path).map(ownership.isReplaceable) ?? true }
        let faults = StaleFiles.faults(ours, present: text, others: alone ? leftovers(files) : [])
        guard faults.isEmpty else {
            let lines = faults.map { "\(shown)/\($0)" }
            let hint =
                "\(Terminal.programName): error: \(faults.count) files in \(shown) are stale; "
                + "run the same command without --check"
            throw CommandFailure(.finding, lines: lines + [hint])
        }
    }

    private func isWritten(_ file: EmittedFile) -> Bool {
        guard let present = text(of: file.path) else { return true }
        return present != file.text && ownership.isReplaceable(present)
    }

    private func remove(_ name: String) throws {
        do {
            try FileManager.default.removeItem(atPath: "\(path)/\(name)")
        } catch {
            throw CommandFailure(
                .wrongUse, "cannot remove \(shown)/\(name), which is generated and no longer of use")
        }
    }

    /// Generated files of an earlier time; what people wrote themselves is left alone.
    private func leftovers(_ files: [EmittedFile]) -> [String] {
        let kept = Set(files.map(\.path))
        return ownership.directories.flatMap { directory -> [String] in
            // A directory that is not there holds nothing.
            let names = (try? FileManager.default.contentsOfDirectory(atPath: "\(path)/\(directory)")) ?? []
            return names.sorted().map { directory.isEmpty ? $0 : "\(directory)/\($0)" }
        }.filter { !kept.contains($0) && text(of: $0).map(ownership.isGenerated) ?? false }
    }

    /// Nil when it is not there or cannot be read, and so is not what it should be.
    private func text(of name: String) -> String? {
        try? String(contentsOfFile: "\(path)/\(name)", encoding: .utf8)
    }
}
