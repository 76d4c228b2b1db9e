import PatternMatching
import YAMLReading

extension LevelCatalogueReader {
    /// One combined pattern for each set of formats that can start with the same bytes.
    mutating func dispatch(
        _ formats: [WrittenFormat]
    ) -> (table: [UInt8?], anchored: [LevelFormats.Anchored])? {
        var table: [UInt8?] = []
        var sets: [[Int]] = []
        for byte in UInt8.min...UInt8.max {
            let set = formats.indices.filter { number in
                formats[number].withinBytes == nil
                    && formats[number].pattern.firstBytes?.contains(byte) ?? true
            }
            guard !set.isEmpty else {
                table.append(nil)
                continue
            }
            if !sets.contains(set) { sets.append(set) }
            table.append(sets.firstIndex(of: set).map { UInt8(truncatingIfNeeded: $0) })
        }
        let anchored = sets.compactMap { combine($0, of: formats) }
        return anchored.count == sets.count && sets.count <= Int(UInt8.max) ? (table, anchored) : nil
    }

    func lineStarts(
        _ table: [UInt8?], _ traceback: LevelFormats.TracebackFormat, _ envelope: LineStartPattern?
    ) -> [LevelFormats.LineStart] {
        let heads = traceback.starts + traceback.indentedStarts + traceback.chained
        return table.enumerated().map { byte, formats in
            LevelFormats.LineStart(
                formats: formats,
                mayBeTraceback: heads.contains { Int($0[0]) == byte },
                mayBeEnvelope: envelope.map {
                    $0.firstBytes?.contains(UInt8(truncatingIfNeeded: byte)) ?? true
                } ?? false,
                isContinuation: byte == 0x20 || byte == 0x09)
        }
    }

    /// Each format has a group of its own, if need be an empty one: PCRE2 clears all groups at each call, so
    /// fewer are faster.
    private mutating func combine(_ set: [Int], of formats: [WrittenFormat]) -> LevelFormats.Anchored? {
        var meanings: [LevelFormats.GroupMeaning?] = [nil]
        var alternatives: [String] = []
        for number in set {
            let format = formats[number]
            let meaning = format.meaning(number: number, firstGroup: meanings.count)
            let groups = max(format.pattern.captureCount, 1)
            alternatives.append("(?:\(format.source))" + (format.pattern.captureCount == 0 ? "()" : ""))
            meanings += Array(repeating: meaning, count: groups)
        }
        do {
            let pattern = try Pattern(#"(?J)\A(?:"# + alternatives.joined(separator: "|") + ")")
            return LevelFormats.Anchored(pattern: pattern, meanings: meanings)
        } catch {
            reader.report("the formats do not compile together: \(error.message)", key: "formats")
            return nil
        }
    }

    /// Shortcuts for the formats that they were written for, in their order; nothing for any others.
    func shortcuts(
        _ formats: [WrittenFormat], _ anchored: [LevelFormats.Anchored]
    ) -> LevelShortcuts? {
        guard formats.count >= LevelShortcuts.formatCount,
            fingerprint(of: formats) == LevelShortcuts.fingerprint,
            !anchored.contains(where: \.pattern.isTextMode)
        else { return nil }
        return LevelWords(spellings.all).map(LevelShortcuts.init)
    }

    /// Of the text of the formats that the shortcuts know and of the pieces in them; the words may be any.
    func fingerprint(of formats: [WrittenFormat]) -> UInt64 {
        let texts =
            pieces.filter { $0.name != "LEVEL" }.map { $0.name + " " + $0.text }
            + formats.prefix(LevelShortcuts.formatCount).map { format in
                "\(format.written) \(format.fixedLevel?.name ?? "")"
            }
        return texts.joined(separator: "\n").utf8.reduce(0xCBF2_9CE4_8422_2325) { hash, byte in
            (hash ^ UInt64(byte)) &* 0x100_0000_01B3
        }
    }
}
