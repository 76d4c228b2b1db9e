/// All that a store keeps, as plain values: it knows no more of logs and metrics than their names and numbers.
package struct StoredState: Sendable, Equatable {
    package var series: [StoredSeries] = []
    package var files: [StoredFile] = []
    /// Every log and rule that the store has known, those that are gone included until they are forgotten.
    package var owners: Set<StoredOwner> = []
    package var documents: [StoredDocument] = []

    package init() {}
}

/// A run of bytes under a name, both of which mean something to their owner alone.
package struct StoredDocument: Sendable, Equatable {
    package var name: [UInt8]
    package var content: [UInt8]

    package init(name: [UInt8], content: [UInt8]) {
        self.name = name
        self.content = content
    }
}

/// A log or a rule: what files and series belong to. Their absence is measured in time of running.
package struct StoredOwner: Sendable, Hashable {
    /// The raw value is the label that names an owner of this kind.
    package enum Kind: String, Sendable { case log, rule }

    package var kind: Kind
    package var name: String

    package init(kind: Kind, name: String) {
        self.kind = kind
        self.name = name
    }
}

/// Which series: a name, the shape of its family, and its label values.
package struct StoredSeriesKey: Sendable, Hashable {
    package var family: String
    /// Kind, label names and bucket bounds as text; values of another shape are not taken up again.
    package var schema: String
    /// Label values in the packed form of the registry.
    package var labels: [UInt8]

    package init(family: String, schema: String, labels: [UInt8]) {
        self.family = family
        self.schema = schema
        self.labels = labels
    }
}

/// The value of one series at the time of a commit.
package struct StoredSeries: Sendable, Equatable {
    package var key: StoredSeriesKey
    /// One value; for a histogram the counts by bucket, the count beyond the last bound, and the sum.
    package var values: [Double]
    /// When the series began, in milliseconds since 1970.
    package var startedMilliseconds: Int64
    /// It is to be shown at 0 once before its value is.
    package var isHeldAtZero: Bool

    package init(
        key: StoredSeriesKey, values: [Double], startedMilliseconds: Int64, isHeldAtZero: Bool = false
    ) {
        self.key = key
        self.values = values
        self.startedMilliseconds = startedMilliseconds
        self.isHeldAtZero = isHeldAtZero
    }
}

/// One generation of a log file and how far it was read.
package struct StoredFile: Sendable, Equatable {
    /// Key of the generation; never given to another one.
    package var fileID: Int64
    package var logName: String
    package var path: [UInt8]
    package var device: UInt64
    package var inode: UInt64
    package var birthNanoseconds: Int64?
    /// Bytes delivered; the same number stands in `position`, this one is for people and for `logs verify`.
    package var offset: UInt64
    /// The whole position as its owner encodes it.
    package var position: [UInt8]
    /// What the rules carry from line to line of this file, an open entry included, as its owner encodes it.
    package var entries: [UInt8]
    /// Nothing more is expected from it; kept so that the file is known should it turn up again.
    package var isFinished: Bool

    package init(
        fileID: Int64, logName: String, path: [UInt8], device: UInt64, inode: UInt64,
        birthNanoseconds: Int64?, offset: UInt64, position: [UInt8], entries: [UInt8], isFinished: Bool
    ) {
        self.fileID = fileID
        self.logName = logName
        self.path = path
        self.device = device
        self.inode = inode
        self.birthNanoseconds = birthNanoseconds
        self.offset = offset
        self.position = position
        self.entries = entries
        self.isFinished = isFinished
    }
}

/// What was counted in one range of one file generation: what an offline recount is compared with.
package struct StoredSegment: Sendable, Equatable {
    package var fileID: Int64
    /// Key of the segment together with `fileID`; it grows at its end until the next one begins.
    package var start: UInt64
    package var end: UInt64
    /// Rules and formats that counted it, as a hash: a recount with others cannot be compared.
    package var rulesHash: UInt64
    /// Counts by name: `lines`, `bytes`, `truncated`, `level:ERROR`, `rule:NAME`; zeros left out.
    package var counts: [String: Int64]

    package init(
        fileID: Int64, start: UInt64, end: UInt64, rulesHash: UInt64, counts: [String: Int64]
    ) {
        self.fileID = fileID
        self.start = start
        self.end = end
        self.rulesHash = rulesHash
        self.counts = counts
    }
}

/// Bytes that could not be read before they were gone: one line of the loss journal.
package struct StoredLoss: Sendable, Equatable {
    package var atMilliseconds: Int64
    package var logName: String
    package var path: [UInt8]
    package var inode: UInt64
    package var reason: String
    package var start: UInt64
    package var end: UInt64

    package init(
        atMilliseconds: Int64, logName: String, path: [UInt8], inode: UInt64, reason: String,
        start: UInt64, end: UInt64
    ) {
        self.atMilliseconds = atMilliseconds
        self.logName = logName
        self.path = path
        self.inode = inode
        self.reason = reason
        self.start = start
        self.end = end
    }
}

/// What one commit changes; all of it or nothing.
package struct StateChanges: Sendable, Equatable {
    /// New and changed series, by key.
    package var series: [StoredSeries] = []
    /// New and changed files, by `fileID`.
    package var files: [StoredFile] = []
    /// Files whose records go, their segments too.
    package var forgottenFileIDs: [Int64] = []
    /// New and grown segments, by file and start.
    package var segments: [StoredSegment] = []
    /// Appended to the journal, which keeps the latest 10,000.
    package var losses: [StoredLoss] = []
    /// Logs and rules that are there now and were not known.
    package var owners: Set<StoredOwner> = []
    /// Logs and rules that are gone for good.
    package var forgottenOwners: Set<StoredOwner> = []
    /// Series to be dropped; one that stands in `series` too is written anew.
    package var forgottenSeries: [StoredSeriesKey] = []
    /// New and changed documents, by name.
    package var documents: [StoredDocument] = []
    package var forgottenDocuments: [[UInt8]] = []

    package init() {}

    package var isEmpty: Bool {
        series.isEmpty && files.isEmpty && forgottenFileIDs.isEmpty && segments.isEmpty && losses.isEmpty
            && owners.isEmpty && forgottenOwners.isEmpty && forgottenSeries.isEmpty && documents.isEmpty
            && forgottenDocuments.isEmpty
    }
}
