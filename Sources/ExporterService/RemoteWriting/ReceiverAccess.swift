import FoundationEssentials

extension ExporterConfiguration.Receiver.Access {
    /// A token or password is shorter.
    private static let maxSecretBytes = 65_536

    /// The value of the header `Authorization`; nil for none.
    func authorization() throws(ServiceError) -> String? {
        switch self {
        case .open: return nil
        case .bearer(let file): return "Bearer \(try Self.secret(in: file))"
        case .basic(let username, let file):
            let pair = Data("\(username):\(try Self.secret(in: file))".utf8)
            return "Basic \(pair.base64EncodedString())"
        }
    }

    /// Without the line feed that editors leave.
    private static func secret(in file: String) throws(ServiceError) -> String {
        var bytes = try FileReading.bytes(
            of: file, whatItIs: "secret of remote_write", limit: maxSecretBytes)[...]
        while let last = bytes.last, last == UInt8(ascii: "\n") || last == UInt8(ascii: "\r") {
            bytes.removeLast()
        }
        // A control character would end the header.
        guard bytes.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
            throw .cannotRead(
                path: file, reason: "it holds more than one line", whatItIs: "secret of remote_write")
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
