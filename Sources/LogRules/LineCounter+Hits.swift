/// Blocks of which only the lines with some rule's literal matter: no line is looked at for itself.
extension LineCounter {
    /// Counts the block unless a NUL in it is refused; answers whether it was counted.
    mutating func countHits(_ lines: Span<UInt8>, refusingNUL: Bool) -> Bool {
        for number in candidates.indices { candidates[number].removeAll(keepingCapacity: true) }
        let findings =
            lineRules.isEmpty
            ? SurveyFindings(newlines: Newlines.count(in: lines), holdsNUL: NULs.stand(in: lines))
            : finder.survey(lines, into: &candidates)
        if findings.holdsNUL, refusingNUL { return false }
        let isLastOpen = lines[lines.count - 1] != UInt8(ascii: "\n")
        pending.lines += UInt64(findings.newlines + (isLastOpen ? 1 : 0))
        for rule in lineRules {
            for place in candidates[rule].indices {
                let start = Int(candidates[rule][place])
                let text = lines.extracting(hitText(from: start, in: lines))
                // Lines are told apart, and stay in order, by where they start.
                _ = tallies[rule].tryCandidate(start, text, matcher: &matcher)
            }
        }
        return true
    }

    /// The line that starts here, as rules see it: without the carriage return at its end.
    private func hitText(from start: Int, in lines: Span<UInt8>) -> Range<Int> {
        let line = Newlines.line(holding: start, from: start, in: lines)
        guard !line.isEmpty, lines[line.upperBound - 1] == UInt8(ascii: "\r") else { return line }
        return line.lowerBound..<(line.upperBound - 1)
    }
}
