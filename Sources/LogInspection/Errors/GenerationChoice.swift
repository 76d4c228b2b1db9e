import LogRules
import LogTailing

/// What the first bytes of a file tell of it.
struct FileHead: Sendable {
    private static let readBytes = 64 << 10
    private static let comparedBytes = 4096

    let bytes: [UInt8]
    /// The first time in it, in milliseconds since 1970.
    let firstMs: Int64?

    init(of file: SearchedFile, nowMs: Int64) throws(WholeFileError) {
        let head = try ContentComparison.head(of: file.path, count: Self.readBytes)
        bytes = Array(head.prefix(Self.comparedBytes))
        var times = EntryTimeRange(file.entryTime)
        times.note(head.span, now: nowMs)
        firstMs = times.firstMs.flatMap { $0 <= nowMs &+ EntryQuery.zonesMs ? $0 : nil }
    }
}

/// Leaves out files that hold what another one holds: a rotated file beside its copy and its archive.
///
/// Two files are of one generation when all that one holds is the beginning of the other, byte for byte.
enum GenerationChoice {
    struct Candidate {
        let file: SearchedFile
        let head: FileHead
        /// Only files of one group can be of one generation.
        let group: String
    }

    /// - Returns: in the order given, the fullest file of each generation, and which were left out for which others.
    static func choose(_ candidates: [Candidate]) -> (kept: [Int], dropped: [Int: Int]) {
        let order = candidates.indices.sorted { isBefore(candidates[$0], candidates[$1]) }
        var dropped: [Int: Int] = [:]
        for (position, index) in order.enumerated() where dropped[index] == nil {
            // Heads that begin with this one stand directly behind it.
            for other in order[(position + 1)...] {
                guard candidates[other].group == candidates[index].group,
                    candidates[other].head.bytes.starts(with: candidates[index].head.bytes)
                else { break }
                guard dropped[other] == nil, isPlausible(candidates[index], candidates[other]) else {
                    continue
                }
                guard let loser = loser(index, other, candidates) else { continue }
                dropped[loser] = loser == index ? other : index
                if loser == index { break }
            }
        }
        return (candidates.indices.filter { dropped[$0] == nil }, dropped)
    }

    /// The one of the two that shows nothing that the other does not; nil where each has something of its own.
    private static func loser(_ first: Int, _ second: Int, _ candidates: [Candidate]) -> Int? {
        let (one, other) = (candidates[first].file, candidates[second].file)
        // What cannot be read is told when its entries are looked for.
        guard let answer = try? ContentComparison.compare(one.path, other.path) else { return nil }
        switch answer {
        case .different: return nil
        case .firstIsPrefix: return first
        case .secondIsPrefix: return second
        case .same: return rank(one) <= rank(other) ? second : first
        }
    }

    /// Live files before rotated ones, plain ones before packed ones.
    private static func rank(_ file: SearchedFile) -> Int {
        (file.isLive ? 0 : 1) + ([".gz", ".zst"].contains { file.path.hasSuffix($0) } ? 2 : 0)
    }

    /// Lines with times are alike in copies only; others may be alike by chance, unless the names tell more.
    private static func isPlausible(_ first: Candidate, _ second: Candidate) -> Bool {
        first.head.firstMs != nil || stem(first.file.path) == stem(second.file.path)
    }

    private static func stem(_ path: String) -> Substring {
        (path.split(separator: "/").last ?? "").prefix { !".-_".contains($0) }
    }

    private static func isBefore(_ left: Candidate, _ right: Candidate) -> Bool {
        if left.group != right.group { return left.group < right.group }
        if left.head.bytes != right.head.bytes {
            return left.head.bytes.lexicographicallyPrecedes(right.head.bytes)
        }
        return left.file.path < right.file.path
    }
}
