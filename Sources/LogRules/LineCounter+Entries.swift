import PatternMatching

/// Rules that see whole entries: lines are held back until the entry is known to have ended.
extension LineCounter {
    /// Runs the rules with `match: entry` on the open entry of a file, because the file ended, or because nothing
    /// was added to it for the timeout.
    package mutating func closeEntry(entries: inout EntryState) {
        guard entries.hasOpenEntry else { return }
        for number in tallies.indices { tallies[number].beginBlock() }
        endOpenEntry(&entries, atLine: 0)
        flushIfLarge()
    }

    /// Counts levels like `countLevels`, and follows the entries of the block.
    mutating func countEntries(_ lines: Span<UInt8>, entries: inout EntryState) {
        for number in 0..<index.lineCount {
            let wasInsideTraceback = entries.isInsideTraceback
            let whole = lines.extracting(index.range(ofLine: number))
            let level = entryFormats?.level(of: whole, state: &entries, matcher: &matcher)
            if let level, formats != nil {
                pending.entries[Int(level.rawValue)] += 1
                if level >= .error { noteError(number, level, lines) }
            }
            let line = lines.extracting(textRange(ofLine: number, in: lines))
            let beginning = beginning(
                of: line, isLevelled: level != nil, wasInsideTraceback: wasInsideTraceback, entries)
            follow(line, number, beginning, &entries)
        }
    }

    private mutating func beginning(
        of line: Span<UInt8>, isLevelled: Bool, wasInsideTraceback: Bool, _ entries: borrowing EntryState
    ) -> EntryBeginning {
        switch entryPolicy {
        case .none: return .known
        case .start(let pattern): return matcher.match(pattern, in: line) == .match ? .known : .none
        case .auto:
            return entryFormats?.beginning(
                of: line, isLevelled: isLevelled, wasInsideTraceback: wasInsideTraceback,
                isOpenKnown: entries.open.isKnown, matcher: &matcher) ?? .known
        }
    }

    private mutating func follow(
        _ line: Span<UInt8>, _ number: Int, _ beginning: EntryBeginning, _ entries: inout EntryState
    ) {
        if case .none = entryPolicy { return runEntryRules(on: line, number) }
        if beginning != .none, entries.hasOpenEntry { endOpenEntry(&entries, atLine: number) }
        // Empty lines with nothing above them belong to no entry.
        guard entries.hasOpenEntry || !line.isEmpty else { return }
        let isCut =
            entries.hasOpenEntry
            ? entries.continueEntry(with: line)
            : entries.openEntry(with: line, isKnown: beginning == .known)
        if isCut { pending.truncatedEntries += 1 }
    }

    private mutating func endOpenEntry(_ entries: inout EntryState, atLine number: Int) {
        runEntryRules(on: entries.open.text.span, number)
        entries.closeEntry()
    }

    /// The rules of one group stop at the first that matches.
    private mutating func runEntryRules(on text: Span<UInt8>, _ number: Int) {
        entryGroups.beginEntry()
        for rule in entryRules where entryGroups.isOpen(0, to: rule) && entryFilters[rule].mayMatch(text) {
            if tallies[rule].tryText(number, text, matcher: &matcher) { entryGroups.claim(0, for: rule) }
        }
    }
}
