/// What a recount found, file by file.
package struct RecountReport: Sendable {
    /// A range of a file whose stored and recounted numbers differ.
    package struct Difference: Sendable, Equatable {
        package struct Count: Sendable, Equatable {
            /// As in the store: `lines`, `level:ERROR`, `rule:NAME`.
            package let name: String
            package let stored: Int64
            package let recounted: Int64
        }

        package let start: UInt64
        package let end: UInt64
        package let counts: [Count]
    }

    /// Why a range, or all of a file, cannot be recounted.
    package enum Obstacle: Sendable, Equatable {
        /// No file begins with what was read.
        case gone
        /// The file begins alike but holds other bytes now.
        case changed(path: String)
        case unreadable(message: String)
        /// The rules or formats are others than those that counted it.
        case otherRules
        /// The log is not in the configuration any more.
        case unknownLog
        /// The record was written by another release.
        case foreignRecord
        /// Offsets of the file are not those of its lines.
        case textEncoding

        package var message: String {
            switch self {
            case .gone:
                "its bytes are not there any more, neither under its name nor in a rotated or compressed file"
            case .changed(let path): "\(path) begins like it, but holds other bytes now"
            case .unreadable(let message): message
            case .otherRules: "counted with other rules than those configured now"
            case .unknownLog: "its log is not in the configuration"
            case .foreignRecord: "its record was written by another release"
            case .textEncoding: "it is UTF-16, whose ranges cannot be told apart"
            }
        }
    }

    package struct File: Sendable {
        package let log: String
        /// The name under which it was last found when it was read.
        package let path: String
        /// Where its bytes lie now.
        package var foundAt: String?
        /// Ranges that were recounted, and of these those that are equal.
        package var checked = 0
        package var equal = 0
        package var checkedBytes: UInt64 = 0
        /// Lines of the ranges that are equal.
        package var equalLines: Int64 = 0
        package var difference: Difference?
        /// Ranges that could not be recounted.
        package var unchecked = 0
        package var uncheckedBytes: UInt64 = 0
        package var obstacle: Obstacle?

        package init(log: String, path: String) {
            self.log = log
            self.path = path
        }
    }

    package internal(set) var files: [File] = []

    package init() {}

    package var isDifferent: Bool { files.contains { $0.difference != nil } }
}
