import ArgumentParser
import Glibc
import LogInspection

/// `logs show`: the entry at a place in a file.
struct LogsShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Print the entry that stands at a byte offset of a log file.",
        discussion: """
            Each line is printed behind the offset of its first byte: with a colon the lines of the entry, with a hyphen
            those around it. The offset may lie anywhere in the entry; in a compressed file (.gz) it counts the bytes
            that it decompresses to.
            EXAMPLE: \(Terminal.programName) logs show --context 3 /var/log/shop.log:1048576
            """
    )

    @Option(
        name: [.customShort("C"), .customLong("context")], help: "Lines to print before and after the entry.")
    var context = 0

    @Flag(name: .customLong("no-offsets"), help: "Print the lines alone.")
    var hidesOffsets = false

    @Argument(help: ArgumentHelp("File and byte offset.", valueName: "file:offset"))
    var place: String

    func validate() throws {
        guard (0...10_000).contains(context) else {
            throw ValidationError("--context \(context) is not possible; choose 0 to 10000")
        }
    }

    func run() throws {
        var progress = ProgressLine(name: "show")
        defer { progress.clear() }
        let excerpt: LineExcerpt
        do {
            excerpt = try LinePlace(reading: place).read(context: context) { progress.show(bytes: $0) }
        } catch {
            throw CommandFailure(.wrongUse, error.message)
        }
        progress.clear()
        var out: [UInt8] = []
        append(excerpt.before, mark: "-", to: &out)
        append(excerpt.entry, mark: ":", to: &out)
        append(excerpt.after, mark: "-", to: &out)
        Terminal.write(out)
        if let cut = excerpt.entry.first(where: \.isTruncated) {
            Terminal.printError(
                "\(Terminal.programName): the line at \(cut.offset) is longer than \(cut.bytes.count) bytes; "
                    + "its head is shown")
        }
    }

    private func append(_ lines: [PlacedLine], mark: Character, to out: inout [UInt8]) {
        for line in lines {
            if !hidesOffsets { out += Array("\(line.offset)\(mark)".utf8) }
            out += Terminal.isInteractive(STDOUT_FILENO) ? Terminal.harmless(line.bytes) : line.bytes
            out.append(UInt8(ascii: "\n"))
        }
    }
}
