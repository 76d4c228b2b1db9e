import FoundationEssentials
import RuleEmission

/// The directory that generated rules are written to, or compared with.
struct EmissionDirectory {
    /// Absolute.
    let path: String
    /// As the user wrote it.
    let shown: String

    /// Writes what has changed.
    ///
    /// - Parameter alone: whether generated files that are not among these are to go.
    func write(_ files: [EmittedFile], alone: Bool) throws {
        for file in files where text(of: file.path) != file.text {
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
        let faults = StaleFiles.faults(files, present: text, others: alone ? leftovers(files) : [])
        guard faults.isEmpty else {
            let lines = faults.map { "\(shown)/\($0)" }
            let hint =
                "\(Terminal.programName): error: \(faults.count) files in \(shown) are stale; "
                + "run the same command without --check"
            throw CommandFailure(.finding, lines: lines + [hint])
        }
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
        return EmittedRules.directories.flatMap { directory -> [String] in
            // A directory that is not there holds nothing.
            let names = (try? FileManager.default.contentsOfDirectory(atPath: "\(path)/\(directory)")) ?? []
            return names.sorted().map { "\(directory)/\($0)" }
        }.filter { !kept.contains($0) && text(of: $0).map(EmittedRules.isGenerated) ?? false }
    }

    /// Nil when it is not there or cannot be read, and so is not what it should be.
    private func text(of name: String) -> String? {
        try? String(contentsOfFile: "\(path)/\(name)", encoding: .utf8)
    }
}
