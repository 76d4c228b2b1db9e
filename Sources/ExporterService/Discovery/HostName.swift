import Glibc

/// A host in a `Host` header, without its port: a name, an IPv4 address, or an IPv6 address without its brackets.
struct HostName: Equatable {
    let text: String

    /// nil for anything that is no host: strangers must not put words into what Prometheus reads.
    init?(_ header: String) {
        let host: Substring
        if header.hasPrefix("["), let end = header.firstIndex(of: "]") {
            host = header[header.index(after: header.startIndex)..<end]
            guard !host.isEmpty, host.allSatisfy({ $0.isHexDigit || $0 == ":" || $0 == "." }) else {
                return nil
            }
        } else {
            host = header.prefix { $0 != ":" }
            let isHost = host.allSatisfy {
                $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == ".")
            }
            guard !host.isEmpty, isHost else { return nil }
        }
        guard host.utf8.count <= 253 else { return nil }
        text = String(host)
    }

    static var ofThisMachine: String {
        var name = [CChar](repeating: 0, count: 256)
        // SAFETY: the call writes no more than the array holds, less the zero that ends it.
        guard unsafe gethostname(&name, name.count - 1) == 0 else { return "localhost" }
        return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
