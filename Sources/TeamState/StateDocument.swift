import FoundationEssentials

/// A kind of JSON state file: how its content is turned into a plain value.
protocol StateDocument: Decodable {
    associatedtype Value: Sendable

    static var source: ReadErrorKey.Source { get }
    /// Those of a folder's names that are files of this kind; locks and temporary files are not.
    static func selection(of names: [PathBytes]) -> [PathBytes]

    /// What the file says; `name` is its own name, for what only the name tells.
    func value(named name: PathBytes) -> Value
    /// Values of a wrong type that were left out.
    var typeFaults: Int { get }
}

/// Turns the bytes of a state file into its document.
///
/// What `JSONDecoder` makes of odd input: a byte order mark is skipped; of a key given twice the first counts; more
/// than 512 levels of nesting are refused, so such a file is unreadable (`parse`); a number beyond its type or a
/// lone surrogate spoils its own field alone (`type`). Bytes that are not UTF-8 are replaced before decoding.
struct StateDecoder {
    enum Outcome<Document> {
        case document(Document)
        /// Not JSON, or cut short.
        case malformed
        /// JSON, but not of the shape that this file has.
        case wrongShape
    }

    private let decoder = JSONDecoder()

    func decode<Document: Decodable>(_ type: Document.Type, from bytes: [UInt8]) -> Outcome<Document> {
        do {
            return .document(try decoder.decode(type, from: Data(Self.repaired(bytes))))
        } catch DecodingError.typeMismatch {
            return .wrongShape
        } catch DecodingError.valueNotFound {
            return .wrongShape
        } catch {
            return .malformed
        }
    }

    private static func repaired(_ bytes: [UInt8]) -> [UInt8] {
        if String(validating: bytes, as: UTF8.self) != nil { return bytes }
        return Array(String(decoding: bytes, as: UTF8.self).utf8)
    }
}
