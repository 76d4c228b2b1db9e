import ArgumentParser
import ExporterService
import TeamBackup

/// Which roots, and where their backups lie: shared by the commands of `backup`.
struct BackupSelection: ParsableArguments {
    @OptionGroup var configurationOptions: ConfigurationOptions

    @Option(
        help: ArgumentHelp(
            "Only this root; as --teams.root, but one of those configured. Default: all of them.",
            valueName: "directory"))
    var root: String?

    @Option(
        help: ArgumentHelp(
            "Where backups lie. Default: backup.directory of the configuration, else "
                + "~/backups/orchestrator-cc.",
            valueName: "directory"))
    var output: String?

    /// A root and the directory of its backups.
    struct Place {
        let root: String
        let directory: String
    }

    struct Settings {
        let places: [Place]
        let keep: Int
        let procfs: String
    }

    func settings() throws -> Settings {
        for (option, value) in [("--root", root), ("--output", output)] where value == "" {
            throw CommandFailure(.wrongUse, "\(option) is empty; name a directory, or leave it out")
        }
        let paths = ConfigurationLoading.commandLinePaths
        let configuration = try configurationOptions.load()
        let roots = configuration.teams.roots
        let chosen = root.map { [paths.absolute($0)] } ?? roots
        let known = chosen.allSatisfy { roots.contains($0) } ? roots : chosen
        // With a directory of its own there is nothing that one root would have to be told apart from.
        let places = BackupPlaces(
            directory: output.map { paths.absolute($0) } ?? configuration.backup.directory,
            roots: output != nil || known.count == 1 ? chosen : known)
        return Settings(
            places: chosen.map { Place(root: $0, directory: places.place(of: $0)) },
            keep: configuration.backup.keep, procfs: configurationOptions.procfs)
    }
}

/// What commands of `backup` print and end with.
enum BackupWords {
    static func failure(_ error: BackupError) -> CommandFailure {
        switch error {
        case .different, .damaged, .refused, .locked, .nothingToUndo, .noSpace, .cancelled:
            CommandFailure(.finding, TeamTable.printable(error.message))
        case .noState, .noBackup, .noManifest:
            CommandFailure(.wrongUse, TeamTable.printable(error.message))
        case .system, .packing: CommandFailure(.internalFailure, TeamTable.printable(error.message))
        }
    }

    static func warn(_ message: String) {
        Terminal.printError("\(Terminal.programName): warning: \(TeamTable.printable(message))")
    }

    static func count(_ number: Int, _ thing: String, _ things: String? = nil) -> String {
        "\(number) \(number == 1 ? thing : things ?? "\(thing)s")"
    }

    static func size(_ bytes: UInt64) -> String {
        for (unit, scale) in [("GB", 1e9), ("MB", 1e6), ("kB", 1e3)] where Double(bytes) >= scale {
            let tenths = Int((Double(bytes) / scale * 10).rounded())
            return "\(tenths / 10).\(tenths % 10) \(unit)"
        }
        return "\(bytes) bytes"
    }

    /// A path as an absolute one, links in it kept.
    static func absolute(_ path: String) throws -> String {
        guard !path.isEmpty else {
            throw CommandFailure(.wrongUse, "the file's name is empty; name a backup")
        }
        return ConfigurationLoading.commandLinePaths.absolute(path)
    }

    /// A word that a shell takes as it is.
    static func quoted(_ word: String) -> String {
        let isPlain = word.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                true
            default: "/._-+:@".utf8.contains(byte)
            }
        }
        return isPlain ? word : "'\(word.replacing("'", with: "'\\''"))'"
    }
}
