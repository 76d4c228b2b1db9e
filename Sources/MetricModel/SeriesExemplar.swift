/// One event that a counter counted: where it stands, when it was seen.
package struct SeriesExemplar: Sendable, Equatable {
    /// Names and values together may have so many characters in OpenMetrics 1.0.
    package static let maxCharacters = 128

    package let labels: [Label]
    package let value: Double
    /// Milliseconds since 1970.
    package let milliseconds: Int64
    /// As OpenMetrics writes it behind a sample: ` # {name="value"} 1 1700000000.123`.
    package let openMetrics: [UInt8]

    package struct Label: Sendable, Equatable {
        package let name: LabelName
        package let value: String

        package init(_ name: LabelName, _ value: String) {
            self.name = name
            self.value = value
        }

        fileprivate var characters: Int { name.text.unicodeScalars.count + value.unicodeScalars.count }
    }

    /// - Parameter labels: the ones that matter most first; those that find no room are left out.
    package init(_ labels: [Label], value: Double = 1, milliseconds: Int64) {
        var kept: [Label] = []
        var room = Self.maxCharacters
        for label in labels where label.characters <= room {
            room -= label.characters
            kept.append(label)
        }
        self.labels = kept
        self.value = value
        self.milliseconds = milliseconds
        openMetrics = Self.text(kept, value, milliseconds)
    }

    private static func text(_ labels: [Label], _ value: Double, _ milliseconds: Int64) -> [UInt8] {
        var out = Array(" # {".utf8)
        for (position, label) in labels.enumerated() {
            if position > 0 { out.append(UInt8(ascii: ",")) }
            out += "\(label.name)=\"".utf8
            let bytes = Array(label.value.utf8)
            SeriesText.appendEscaped(bytes, bytes.indices, to: &out)
            out.append(UInt8(ascii: "\""))
        }
        let fraction = String(milliseconds % 1000)
        let padding = String(repeating: "0", count: 3 - fraction.count)
        out += "} \(value) \(milliseconds / 1000).\(padding)\(fraction)".utf8
        return out
    }
}

extension MetricTable {
    /// Shows an event of a counter with it, in the formats that can; the latest one stays.
    package mutating func setExemplar(_ exemplar: SeriesExemplar, of series: SeriesID) {
        guard let slot = liveSlot(series), families[Int(series.family)].descriptor.kind == .counter else {
            return
        }
        families[Int(series.family)].exemplars[slot] = exemplar
    }
}
