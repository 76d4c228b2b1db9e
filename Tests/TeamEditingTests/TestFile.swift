import Foundation

/// A file as bytes.
struct TestFile {
    let bytes: [UInt8]

    init(_ path: String) throws { bytes = Array(try Data(contentsOf: URL(fileURLWithPath: path))) }
}
