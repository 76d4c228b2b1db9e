import Testing

@testable import LogTailing

/// Files that change, the tailer over them, and what must have been read.
///
/// A line is required once a look found it readable: by its name, by the open file, or in a copy or gz of a file of
/// which something had been read. All other lines may be read once, or be lost.
final class ModelWorld {
    /// One content from its first byte on, wherever it is.
    private final class Content {
        var lines: [String] = []
        /// Plain files and gz files with this content.
        var places: Set<String> = []
        /// The tailer holds it open.
        var isHeld = false
        /// Closed by a shortage of descriptors when it had so many lines; opened again when it changes.
        var closedAtLine: Int?
        /// The tailer has read something of it, and a copy is known by that.
        var isRead = false
    }

    private struct Commit {
        let consumer: RecordingConsumer
        let required: Set<String>
        let read: [ObjectIdentifier]
    }

    private let harness: TailHarness
    private let includesRotated: Bool
    private var contents: [Content] = []
    private var live: Content?
    private var linked: Content?
    private var linkCount = 0
    private var nextLine = 0
    private var partial = ""
    private var written: Set<String> = []
    private var required: Set<String> = []
    private var committed: Commit?

    init(_ watch: LogSource.WatchPreference, includesRotated: Bool) throws {
        self.includesRotated = includesRotated
        harness = try TailHarness(watch, globs: [includesRotated ? "app.log*" : "app.log", "link.log"])
        try harness.makeDirectory("store")
    }

    func play(_ step: ModelStep) throws {
        switch step.action {
        case .write: try write(1)
        case .writeMany: try write(1 + step.first % 200)
        case .partial: try writePartial()
        case .tick: harness.turn(after: .milliseconds(260))
        case .look: look()
        case .renameCreate, .renameOnly: try rotate(creates: step.action == .renameCreate)
        case .copyTruncate: try copyTruncate(refill: step.first % 40)
        case .truncate: try truncate(refill: step.first % 40)
        case .delete: try delete(recreates: step.first % 2 == 0)
        case .gzip: try gzip(1 + step.first % 3, inPieces: step.second % 3 == 0)
        case .swapLink: try swapLink()
        case .writeLinked: try writeLinked(1 + step.first % 20)
        case .restart: restart { harness.restart() }
        case .commit: commit()
        case .crash: crash()
        case .reload: harness.reload()
        case .closeFiles: closeFiles()
        }
    }

    /// Reads all there is and compares.
    func finish() throws -> String? {
        try write(1)
        look()
        harness.finishRotations()
        look()
        let texts = harness.texts
        let read = Set(texts)
        if read.count != texts.count {
            let twice = Dictionary(grouping: texts) { $0 }.filter { $0.value.count > 1 }.keys
            return "read twice: \(twice.sorted().prefix(5))"
        }
        let lost = required.subtracting(read)
        if !lost.isEmpty { return "lost: \(lost.sorted().prefix(5)), losses \(harness.losses.count)" }
        let invented = read.subtracting(written)
        return invented.isEmpty ? nil : "never written: \(invented.sorted().prefix(5))"
    }

    // MARK: - The tailer

    private func look() {
        for time in [260, 2100, 260, 260, 260] { harness.turn(after: .milliseconds(time)) }
        for content in contents where isReadable(content) {
            required.formUnion(content.lines)
            if !content.lines.isEmpty { content.isRead = true }
            if content.closedAtLine == content.lines.count { continue }
            content.closedAtLine = nil
            if !content.places.allSatisfy({ $0.hasSuffix(".gz") }) { content.isHeld = true }
        }
    }

    private func isReadable(_ content: Content) -> Bool {
        if content.isHeld { return true }
        let isNamed = content.places.contains { place in
            place == "app.log" || place == "store/\(linkCount)"
                || (includesRotated && place.hasPrefix("app.log") && !place.hasSuffix(".gz"))
        }
        return isNamed || (content.isRead && content.places.contains { $0.hasPrefix("app.log") })
    }

    private func restart(_ body: () -> Void) {
        for content in contents { content.isHeld = false }
        body()
    }

    private func closeFiles() {
        restart { harness.closeFiles() }
        for content in contents { content.closedAtLine = content.lines.count }
    }

    private func commit() {
        committed = Commit(
            consumer: harness.consumer, required: required.intersection(harness.texts),
            read: contents.filter(\.isRead).map { ObjectIdentifier($0) })
    }

    private func crash() {
        guard let committed else { return }
        restart { harness.crash(backTo: committed.consumer) }
        required = committed.required
        for content in contents { content.isRead = committed.read.contains(ObjectIdentifier(content)) }
    }

    // MARK: - Writers

    private func line() -> String {
        nextLine += 1
        return "line \(nextLine) " + String(repeating: "x", count: nextLine * 7919 % 60)
    }

    private func write(_ count: Int) throws {
        guard count > 0 else { return }
        let content = liveContent()
        var lines = (0..<count).map { _ in line() }
        try harness.append(lines.asLines)
        lines[0] = partial + lines[0]
        partial = ""
        content.lines += lines
        written.formUnion(lines)
    }

    private func writePartial() throws {
        _ = liveContent()
        nextLine += 1
        let piece = "part\(nextLine) "
        try harness.append(piece)
        partial += piece
    }

    private func liveContent() -> Content {
        if let live { return live }
        let content = Content()
        content.places = ["app.log"]
        contents.append(content)
        live = content
        return content
    }

    /// The content has no writer any more; its last line may be read as it is.
    private func close(_ content: Content) {
        if !partial.isEmpty { written.insert(partial) }
        partial = ""
        live = nil
    }

    // MARK: - Rotation

    private func shiftRotated() throws {
        for suffix in ["", ".gz"] where harness.exists("app.log.3\(suffix)") {
            try harness.remove("app.log.3\(suffix)")
            move("app.log.3\(suffix)", to: nil)
        }
        for number in [2, 1] {
            for suffix in ["", ".gz"] where harness.exists("app.log.\(number)\(suffix)") {
                try harness.rename("app.log.\(number)\(suffix)", "app.log.\(number + 1)\(suffix)")
                move("app.log.\(number)\(suffix)", to: "app.log.\(number + 1)\(suffix)")
            }
        }
    }

    private func move(_ place: String, to newPlace: String?) {
        for content in contents where content.places.remove(place) != nil {
            if let newPlace { content.places.insert(newPlace) }
        }
    }

    private func rotate(creates: Bool) throws {
        guard let content = live else { return }
        try shiftRotated()
        try harness.rename("app.log", "app.log.1")
        move("app.log", to: "app.log.1")
        close(content)
        guard creates else { return }
        _ = liveContent()
        try harness.append("")
    }

    private func copyTruncate(refill: Int) throws {
        guard let content = live else { return }
        try shiftRotated()
        try harness.copyTruncate(to: "app.log.1")
        move("app.log", to: "app.log.1")
        content.isHeld = false
        close(content)
        _ = liveContent()
        try write(refill)
    }

    private func truncate(refill: Int) throws {
        guard let content = live else { return }
        try harness.truncate()
        move("app.log", to: nil)
        content.isHeld = false
        close(content)
        _ = liveContent()
        try write(refill)
    }

    private func delete(recreates: Bool) throws {
        guard let content = live else { return }
        try harness.remove("app.log")
        move("app.log", to: nil)
        close(content)
        guard recreates else { return }
        _ = liveContent()
        try harness.append("")
    }

    private func gzip(_ number: Int, inPieces: Bool) throws {
        let name = "app.log.\(number)"
        guard harness.exists(name), !harness.exists("\(name).gz") else { return }
        guard inPieces else {
            try harness.gzip(name)
            return move(name, to: "\(name).gz")
        }
        let packed = try harness.gzipped(name)
        try harness.append(Array(packed.prefix(packed.count / 2)), to: "\(name).gz")
        harness.turn(after: .milliseconds(260))
        try harness.append(Array(packed.dropFirst(packed.count / 2)), to: "\(name).gz")
        try harness.remove(name)
        move(name, to: "\(name).gz")
    }

    // MARK: - Links

    private func swapLink() throws {
        linkCount += 1
        let name = "store/\(linkCount)"
        try harness.append("", to: name)
        let content = Content()
        content.places = [name]
        contents.append(content)
        linked = content
        if linkCount == 1 {
            try harness.link("link.log", to: harness.path(name))
        } else {
            try harness.swapLink("link.log", to: harness.path(name))
        }
    }

    private func writeLinked(_ count: Int) throws {
        guard let content = linked else { return }
        let lines = (0..<count).map { _ in line() }
        try harness.append(lines.asLines, to: "store/\(linkCount)")
        content.lines += lines
        written.formUnion(lines)
    }
}
