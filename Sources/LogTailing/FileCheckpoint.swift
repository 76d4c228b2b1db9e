/// Which file on disk: the same name may lead to another file, and another name to the same file.
package struct FileIdentity: Hashable, Sendable {
    package var device: UInt64
    package var inode: UInt64
    /// Birth time in nanoseconds since 1970 where the file system knows it; tells a reused inode from the old file.
    package var birthNanoseconds: Int64?

    package init(device: UInt64, inode: UInt64, birthNanoseconds: Int64?) {
        self.device = device
        self.inode = inode
        self.birthNanoseconds = birthNanoseconds
    }

    /// The identity of a file that is gone.
    package static let none = FileIdentity(device: 0, inode: 0, birthNanoseconds: nil)

    /// Equality that survives a reboot: device numbers may change, so they do not veto.
    package func isSameAcrossRestart(_ other: FileIdentity) -> Bool {
        inode == other.inode && birthNanoseconds == other.birthNanoseconds
    }
}

/// A hash of the few bytes of a file that end at `end`: proof that what was read there is still there.
package struct ContentMarker: Hashable, Sendable {
    /// Bytes hashed at most; 256 hold a few log lines with their time stamps.
    package static let maxLength = 256

    package var end: UInt64
    package var length: Int
    package var hash: UInt64

    package init(end: UInt64, length: Int, hash: UInt64) {
        self.end = end
        self.length = length
        self.hash = hash
    }

    /// The marker of a file of which nothing was read: true of every file.
    package static let none = ContentMarker(end: 0, length: 0, hash: ContentMarker.seed)

    var start: UInt64 { end - UInt64(length) }

    /// FNV-1a, 64 bits: cheap at this length, and stable across runs, unlike `Hasher`.
    static func hash(_ bytes: Span<UInt8>) -> UInt64 {
        var value = seed
        for index in bytes.indices { value = (value ^ UInt64(bytes[index])) &* 0x100_0000_01B3 }
        return value
    }

    private static let seed: UInt64 = 0xCBF2_9CE4_8422_2325
}

/// One file and how far it was read: handed out with each batch, accepted at start.
package struct FileCheckpoint: Sendable, Hashable {
    package var logName: String
    /// `BlockOrigin.fileID` of this generation in the run that made the checkpoint.
    package var fileID: Int
    /// The name by which the file was last found.
    package var path: BytePath
    /// The name of its log by which the file was first met: a rotation or a link may lead away from it.
    package var origin: BytePath
    package var identity: FileIdentity
    package var position: ReadPosition
    /// The number of the file that it is a copy of: what it holds was counted there.
    package var copyOfFileID: Int?
    /// Nothing more is expected from it; kept so that the file is known should it turn up again.
    package var isFinished: Bool

    package init(
        logName: String,
        fileID: Int,
        path: BytePath,
        origin: BytePath? = nil,
        identity: FileIdentity,
        position: ReadPosition,
        copyOfFileID: Int? = nil,
        isFinished: Bool = false
    ) {
        self.logName = logName
        self.fileID = fileID
        self.path = path
        self.origin = origin ?? path
        self.identity = identity
        self.position = position
        self.copyOfFileID = copyOfFileID
        self.isFinished = isFinished
    }
}
