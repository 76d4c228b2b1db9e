/// Finding, creating and removing series.
extension MetricTable {
    /// Finds the series with these label values, or creates it at 0 (an info series at 1).
    ///
    /// Label values are given in the descriptor's order, are repaired to valid UTF-8 and cut at
    /// `LabelBytes.maxCharacters`. When the family has no room left, the answer is its overflow series, whose
    /// label values are all `__overflow__`: sums stay exact there, a gauge that is set shows its last value.
    /// Nothing is allocated when the series exists.
    package mutating func series(_ family: FamilyID) -> SeriesID {
        scratch.removeAll()
        return seriesFromScratch(family)
    }

    package mutating func series(_ family: FamilyID, _ first: String) -> SeriesID {
        scratch.removeAll()
        scratch.append(first)
        return seriesFromScratch(family)
    }

    package mutating func series(_ family: FamilyID, _ first: String, _ second: String) -> SeriesID {
        scratch.removeAll()
        scratch.append(first)
        scratch.append(second)
        return seriesFromScratch(family)
    }

    package mutating func series(
        _ family: FamilyID,
        _ first: String,
        _ second: String,
        _ third: String
    ) -> SeriesID {
        scratch.removeAll()
        scratch.append(first)
        scratch.append(second)
        scratch.append(third)
        return seriesFromScratch(family)
    }

    package mutating func series(_ family: FamilyID, _ labels: String...) -> SeriesID {
        series(family, labels: labels)
    }

    package mutating func series(_ family: FamilyID, labels: [String]) -> SeriesID {
        scratch.removeAll()
        for label in labels { scratch.append(label) }
        return seriesFromScratch(family)
    }

    /// For callers that hold bytes: fill one `LabelBytes` again and again.
    package mutating func series(_ family: FamilyID, labelBytes: borrowing LabelBytes) -> SeriesID {
        let slot = families[family.index].findOrCreate(labelBytes)
        return identifier(family.index, slot)
    }

    /// The series with these label values if it exists; never creates one, never answers with the overflow.
    package mutating func find(_ family: FamilyID, labels: [String]) -> SeriesID? {
        scratch.removeAll()
        for label in labels { scratch.append(label) }
        return families[family.index].find(scratch).map { identifier(family.index, $0) }
    }

    private mutating func seriesFromScratch(_ family: FamilyID) -> SeriesID {
        let slot = families[family.index].findOrCreate(scratch)
        return identifier(family.index, slot)
    }

    func identifier(_ family: Int, _ slot: Int) -> SeriesID {
        SeriesID(
            family: UInt32(family),
            slot: UInt32(slot),
            generation: families[family].records[slot].generation
        )
    }
}

extension MetricTable {
    /// The series' slot, marked as seen; nil, and counted, once the series is removed.
    mutating func liveSlot(_ series: SeriesID) -> Int? {
        let slot = Int(series.slot)
        guard families[Int(series.family)].records[slot].generation == series.generation else {
            staleWrites += 1
            return nil
        }
        families[Int(series.family)].touch(slot)
        return slot
    }
}

/// Removing series, one by one or by what a round of refreshing did not name.
extension MetricTable {
    /// Whether a series is still there: for those whose series another thread may remove.
    package func isLive(_ series: SeriesID) -> Bool {
        families[Int(series.family)].records[Int(series.slot)].generation == series.generation
    }

    package mutating func remove(_ series: SeriesID) {
        guard let slot = liveSlot(series) else { return }
        families[Int(series.family)].remove(slot)
    }

    /// Starts a round in which all living series of the family are named again, by look-up or by write.
    package mutating func beginRefresh(_ family: FamilyID) { families[family.index].beginRefresh() }

    /// Ends the round: series that were not named in it are removed. Does nothing without a round.
    package mutating func endRefresh(_ family: FamilyID) { families[family.index].endRefresh() }
}
