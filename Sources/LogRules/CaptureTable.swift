import PatternMatching

/// The captures that a rule keeps of a match, each once however often labels name it.
struct CaptureTable {
    struct Map {
        let groups: [Int]
        let map: ValueMap
        let written: WrittenMap
        var isUsed = false
    }

    let pattern: Pattern
    private(set) var captures: [Rule.Capture] = []
    var maps: [Map] = []

    init(pattern: Pattern) { self.pattern = pattern }

    /// Groups that a reference such as `name` or `1` means; empty when there are none.
    func groups(of reference: String) -> [Int] {
        guard let number = Int(reference) else { return pattern.captureIndices(named: reference) }
        return number >= 1 && number <= pattern.captureCount ? [number] : []
    }

    /// The capture of these groups with its map.
    mutating func capture(_ groups: [Int]) -> Rule.Capture {
        let index = maps.firstIndex { $0.groups == groups }
        if let index { maps[index].isUsed = true }
        return Rule.Capture(groups: groups, map: index.map { maps[$0].map })
    }

    /// Index of the capture among those kept for labels.
    mutating func keep(_ groups: [Int]) -> Int {
        let capture = capture(groups)
        if let index = captures.firstIndex(of: capture) { return index }
        captures.append(capture)
        return captures.count - 1
    }
}
