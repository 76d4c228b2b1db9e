/// Which rules of a log compete with each other, and which texts one of them has counted already.
///
/// The rules of a group are tried in their order, each on all its candidates of a block; a line that one of them
/// matched is closed to those behind it. So the result is that of trying them one after another on each line.
struct FirstMatchGroups {
    /// By rule: number of its group here.
    private let groupOfRule: [Int?]
    /// By group: a bit for each line of the present block.
    private var claimed: [[UInt64]]

    init(_ rules: [Rule]) {
        var numbers: [Int: Int] = [:]
        var groups: [Int?] = []
        for rule in rules {
            guard let group = rule.firstMatchGroup else {
                groups.append(nil)
                continue
            }
            let number = numbers[group] ?? numbers.count
            numbers[group] = number
            groups.append(number)
        }
        groupOfRule = groups
        claimed = Array(repeating: [], count: numbers.count)
    }

    func holds(_ rule: Int) -> Bool { groupOfRule[rule] != nil }

    mutating func beginBlock(lineCount: Int) {
        let words = (lineCount + 63) / 64
        for group in claimed.indices {
            claimed[group].removeAll(keepingCapacity: true)
            claimed[group].append(contentsOf: repeatElement(0, count: words))
        }
    }

    /// An entry is a block of one text.
    mutating func beginEntry() { beginBlock(lineCount: 1) }

    func isOpen(_ line: Int, to rule: Int) -> Bool {
        guard let group = groupOfRule[rule] else { return true }
        return claimed[group][line / 64] & 1 << UInt64(line % 64) == 0
    }

    mutating func claim(_ line: Int, for rule: Int) {
        guard let group = groupOfRule[rule] else { return }
        claimed[group][line / 64] |= 1 << UInt64(line % 64)
    }
}
