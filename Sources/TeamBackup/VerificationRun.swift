/// How a verification ended.
package struct VerificationReport: Sendable {
    package var path: String
    package var entries: Int
    package var bytes: UInt64
    /// Nil when all is as the manifest says.
    package var fault: BackupError?
    /// Why the result could not be kept beside the archive.
    package var unkept: BackupError?
    package var timeMs: Int64
    package var seconds: Double
}

/// Proves a backup: restores it into a scratch directory and compares what lies there with the manifest.
package struct VerificationRun: Sendable {
    private let path: String
    private let scratch: String?
    var gate = CallGate.open

    /// - Parameters:
    ///   - path: of the archive; absolute.
    ///   - scratch: an existing directory to restore into; nil: that of the archive, where the result is kept then.
    package init(path: String, scratch: String? = nil) {
        self.path = path
        self.scratch = scratch
    }

    /// - Throws: when nothing could be found out; a bad backup is a report with a fault.
    package func run() throws(BackupError) -> VerificationReport {
        let began = ContinuousClock.now
        let archive: ArchiveFile
        do throws(BackupError) { archive = try ArchiveFile(path) } catch {
            guard case .damaged = error else { throw error }
            return report(nil, error, began)
        }
        guard archive.manifest != nil else { throw .noManifest(archive: path) }
        if let scratch {
            let folder = try BackupFolder(scratch, gate: gate)
            return report(archive, try fault(of: archive, in: folder), began)
        }
        let store = try BackupStore(archive.directory, gate: gate)
        var report = report(archive, try fault(of: archive, in: store.folder), began)
        if let name = archive.name {
            let note = VerificationNote(
                timeMs: report.timeMs, isGood: report.fault == nil, fault: report.fault?.message ?? "")
            do throws(BackupError) { try store.note(note, of: name) } catch { report.unkept = error }
        }
        return report
    }

    private func report(
        _ archive: ArchiveFile?, _ fault: BackupError?, _ began: ContinuousClock.Instant
    ) -> VerificationReport {
        VerificationReport(
            path: path, entries: archive?.manifest?.entries.count ?? 0,
            bytes: archive?.manifest?.summary.bytes ?? 0, fault: fault,
            timeMs: SystemText.nowNanoseconds() / 1_000_000, seconds: began.duration(to: .now) / .seconds(1))
    }

    /// What is wrong with the backup; throws what is wrong with the machine.
    private func fault(of archive: ArchiveFile, in folder: BackupFolder) throws(BackupError) -> BackupError? {
        let name = BackupNames.unfinished("teams-verification-\(UInt64.random(in: .min ... .max))", "")
        do throws(BackupError) {
            try archive.compareBytes()
            try archive.compareSpace(folder)
            let target = try folder.makeFolder(name)
            _ = try Unpacking(folder: target, times: archive.times).unpack(try archive.checked())
            let differences = StateComparison.all(
                archive.manifest?.entries ?? [], try TreeReading.entries(target))
            try folder.removeTree(name)
            return differences.first.map { .different(archive: path, what: $0) }
        } catch {
            try? folder.removeTree(name)
            switch error {
            case .damaged, .different, .refused: return error
            default: throw error
            }
        }
    }
}
