import Exposition
import FoundationEssentials

/// A directory in which other programs leave metrics, in files `NAME.prom` in the text format 0.0.4.
struct TextfileDirectory: Sendable {
    /// Absolute.
    let path: String

    /// A file with what could be read of it.
    struct File {
        /// Without its directory.
        let name: String
        /// Seconds since 1970.
        let modifiedAt: Double
        let content: Result<ParsedExposition, TextfileFault>
    }

    static let maxFileBytes = 4 << 20
    static let maxFiles = 100

    /// The files by name, the first hundred of them.
    ///
    /// - Throws: when the directory cannot be read.
    func files() throws(TextfileFault) -> [File] {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: path)
        } catch {
            throw TextfileFault(
                message: "cannot list the textfile directory; make it, or give its place anew")
        }
        let metrics = names.filter { $0.hasSuffix(".prom") && !$0.hasPrefix(".") }.sorted()
        return metrics.prefix(Self.maxFiles).compactMap(file)
    }

    /// nil when the file went away meanwhile.
    private func file(_ name: String) -> File? {
        let file = "\(path)/\(name)"
        guard let attributes = try? FileManager.default.attributesOfItem(atPath: file) else { return nil }
        let date = attributes[.modificationDate] as? Date
        return File(
            name: name, modifiedAt: date?.timeIntervalSince1970 ?? 0,
            content: Result { () throws(TextfileFault) in try Self.parsed(file) })
    }

    private static func parsed(_ file: String) throws(TextfileFault) -> ParsedExposition {
        let bytes: [UInt8]
        do throws(ServiceError) {
            bytes = try FileReading.bytes(of: file, whatItIs: "metrics file", limit: maxFileBytes)
        } catch {
            throw TextfileFault(message: error.message)
        }
        do throws(ExpositionError) {
            return try ExpositionParser.parse(bytes, as: .text004)
        } catch {
            let place = "line \(error.place.line), column \(error.place.column)"
            throw TextfileFault(message: "\(place): \(error.message); \(error.hint)")
        }
    }
}
