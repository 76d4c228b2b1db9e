/// Which team: its directory in one of the roots. A label may go from one team to another, this does not.
package struct TeamKey: Hashable, Sendable {
    package let root: String
    package let directory: [UInt8]

    package init(root: String, directory: [UInt8]) {
        self.root = root
        self.directory = directory
    }

    func encode(into writer: inout ByteWriter) {
        writer.put(root)
        writer.put(directory)
    }

    init(from reader: inout ByteReader) throws(UndecodableBytes) {
        root = try reader.text()
        directory = try reader.array()
    }
}

/// One member of one team, as messages name it.
struct AgentKey: Hashable, Sendable {
    let team: TeamKey
    let name: String
}
