import HostState

/// The ports that somebody on this machine listens on, from `/proc/net/tcp` and `tcp6`.
struct ListeningSockets {
    /// By the number of the socket.
    private(set) var ports: [UInt64: UInt16] = [:]

    /// TCP_LISTEN.
    private static let listening = "0A"

    init(procfs: String) {
        for file in ["tcp", "tcp6"] {
            take(HostCalls.read("\(procfs)/net/\(file)", limitBytes: 64 << 20) ?? [])
        }
    }

    init(table: [UInt8]) { take(table) }

    private mutating func take(_ table: [UInt8]) {
        for line in table.split(separator: UInt8(ascii: "\n")).dropFirst() {
            let words = line.split(separator: UInt8(ascii: " ")).map { String(decoding: $0, as: UTF8.self) }
            guard words.count > 9, words[3] == Self.listening, let inode = UInt64(words[9]),
                let digits = words[1].split(separator: ":").last, let port = UInt16(digits, radix: 16)
            else { continue }
            ports[inode] = port
        }
    }
}
