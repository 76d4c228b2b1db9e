import ArgumentParser
import ExporterService
import TeamBackup

/// `backup verify`: prove that a backup can be restored.
struct BackupVerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Restore a backup into a scratch directory and compare it with its manifest.",
        discussion: """
            Without a file the newest backup of each root is verified. The result is kept beside the archive, where
            'backup list' and the metrics of 'serve' find it. Exits 1 when a backup is not good.
            EXAMPLE: \(Terminal.programName) backup verify
            """
    )

    @OptionGroup var selection: BackupSelection

    @Option(
        help: ArgumentHelp(
            "Where to restore to, and remove it again; the result is kept nowhere then. Default: beside the archive.",
            valueName: "directory"))
    var scratch: String?

    @Flag(help: "Print JSON.")
    var json = false

    @Argument(help: "A backup. Default: the newest of each root.")
    var file: String?

    func run() throws {
        var reports: [VerificationReport] = []
        for path in try files() {
            do throws(BackupError) {
                let place = scratch.map { ConfigurationLoading.commandLinePaths.absolute($0) }
                reports.append(try VerificationRun(path: path, scratch: place).run())
            } catch {
                throw BackupWords.failure(error)
            }
        }
        if json {
            Terminal.print(try BackupJSON.text(["verified": reports.map(BackupJSON.Verified.init)]))
        } else {
            for report in reports where report.fault == nil {
                Terminal.print(
                    "\(TeamTable.printable(report.path)) is good: "
                        + "\(BackupWords.count(report.entries, "entry", "entries")), \(BackupWords.size(report.bytes))"
                )
            }
        }
        for error in reports.compactMap(\.unkept) {
            BackupWords.warn("the result could not be kept: \(error.message)")
        }
        let faults = reports.compactMap(\.fault)
        guard faults.isEmpty else {
            throw CommandFailure(
                .finding,
                lines: faults.map { "\(Terminal.programName): error: \(TeamTable.printable($0.message))" })
        }
    }

    private func files() throws -> [String] {
        if let file { return [try BackupWords.absolute(file)] }
        let settings = try selection.settings()
        let newest = settings.places.compactMap { place in
            BackupSet.all(in: place.directory).first { $0.summary?.root == place.root }?.path
        }
        guard !newest.isEmpty else {
            throw BackupWords.failure(.noBackup(directory: settings.places.first?.directory ?? "/"))
        }
        return newest
    }
}
