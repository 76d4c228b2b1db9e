import LogRules
import LogTailing

/// The entries of one file that are looked for, one after the other.
final class EntryStream {
    let fileIndex: Int
    /// The next entry; nil at the end.
    private(set) var head: FoundEntry?
    /// Where the head belongs among the entries of all files; it never goes back.
    private(set) var key: Int64
    /// Why the file could not be read to its end.
    private(set) var failure: WholeFileError?

    private let scanner: EntryScanner
    private var steps: SteppedFile
    private var isEnded = false

    init(
        _ fileIndex: Int, _ file: SearchedFile, _ query: EntryQuery, formats: LevelFormats, firstMs: Int64?,
        part: (stored: Range<UInt64>, offset: UInt64)?
    ) throws(WholeFileError) {
        self.fileIndex = fileIndex
        key = firstMs ?? .min
        let modified = file.modifiedMs ?? .max
        scanner = EntryScanner(
            query, EntryBoundaries(formats, policy: file.entries),
            EntryClock(file.entryTime, firstMs: firstMs, nowMs: query.nowMs),
            takesUndated: modified >= query.sinceMs ?? .min)
        steps = try SteppedFile(file.path, part: part, maxLineBytes: file.maxLineBytes)
    }

    /// Goes on to the next entry.
    ///
    /// - Parameter progress: told after each piece that was read how many bytes of the file were.
    func advance(progress: (UInt64) -> Void) {
        head = nil
        while true {
            if let entry = scanner.next() {
                head = entry
                key = max(key, entry.timeMs ?? key)
                return
            }
            if isEnded { return }
            step()
            progress(steps.storedOffset)
        }
    }

    private func step() {
        var consumer = scanner
        do throws(WholeFileError) {
            if try steps.step(into: &consumer), !scanner.isPast { return }
        } catch {
            failure = error
        }
        isEnded = true
        scanner.finish()
    }
}
