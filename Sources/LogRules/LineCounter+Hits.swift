/// Blocks of which only the lines with some rule's literal matter: no line is looked at for itself.
extension LineCounter {
    mutating func countHits(_ lines: Span<UInt8>) {
        let isLastOpen = lines[lines.count - 1] != UInt8(ascii: "\n")
        if isLastOpen { pending.lines += 1 }
        guard !lineRules.isEmpty else {
            pending.lines += UInt64(Newlines.count(in: lines))
            return
        }
        for number in candidates.indices { candidates[number].removeAll(keepingCapacity: true) }
        pending.lines += UInt64(finder.collectCountingLines(lines, into: &candidates))
        for rule in lineRules {
            for place in candidates[rule].indices {
                let start = Int(candidates[rule][place])
                let text = lines.extracting(hitText(from: start, in: lines))
                // Lines are told apart, and stay in order, by where they start.
                _ = tallies[rule].tryCandidate(start, text, matcher: &matcher)
            }
        }
    }

    /// The line that starts here, as rules see it: without the carriage return at its end.
    private func hitText(from start: Int, in lines: Span<UInt8>) -> Range<Int> {
        let line = Newlines.line(holding: start, from: start, in: lines)
        guard !line.isEmpty, lines[line.upperBound - 1] == UInt8(ascii: "\r") else { return line }
        return line.lowerBound..<(line.upperBound - 1)
    }
}
