/// What a quantity measures; the raw value is the base unit that ends the metric's name.
package enum Dimension: String, Sendable, CaseIterable {
    case seconds
    case bytes
    case ratio

    /// The dimension that a metric's name promises: `shop_wait_seconds`, `shop_sent_bytes_total`.
    init?(endOf name: String) {
        let family = name.hasSuffix("_total") ? name.dropLast("_total".utf8.count) : name[...]
        guard let found = Self.allCases.first(where: { family.hasSuffix("_" + $0.rawValue) }) else {
            return nil
        }
        self = found
    }
}

/// A unit and how it is turned into its base unit, exactly where a whole number allows it.
package struct QuantityUnit: Sendable, Equatable {
    package let name: String
    package let dimension: Dimension
    /// Base units in one of these, or, where that is less than one, these in one base unit.
    let factor: Double
    let divisor: Double

    func inBaseUnits(_ number: Double) -> Double { number * factor / divisor }

    private init(_ name: String, _ dimension: Dimension, times factor: Double = 1, by divisor: Double = 1) {
        self.name = name
        self.dimension = dimension
        self.factor = factor
        self.divisor = divisor
    }

    static func named(_ name: String) -> QuantityUnit? { all.first { $0.name == name } }

    /// A lone K, M or G is not among them: some programs mean thousands by it and others 1,024.
    static let all: [QuantityUnit] = [
        QuantityUnit("ms", .seconds, by: 1000), QuantityUnit("s", .seconds),
        QuantityUnit("us", .seconds, by: 1e6), QuantityUnit("\u{B5}s", .seconds, by: 1e6),
        QuantityUnit("\u{3BC}s", .seconds, by: 1e6), QuantityUnit("ns", .seconds, by: 1e9),
        QuantityUnit("sec", .seconds), QuantityUnit("min", .seconds, times: 60),
        QuantityUnit("m", .seconds, times: 60), QuantityUnit("h", .seconds, times: 3600),
        QuantityUnit("d", .seconds, times: 86_400),
        QuantityUnit("B", .bytes), QuantityUnit("kB", .bytes, times: 1e3),
        QuantityUnit("KB", .bytes, times: 1e3), QuantityUnit("MB", .bytes, times: 1e6),
        QuantityUnit("GB", .bytes, times: 1e9), QuantityUnit("TB", .bytes, times: 1e12),
        QuantityUnit("KiB", .bytes, times: 1024), QuantityUnit("MiB", .bytes, times: 1_048_576),
        QuantityUnit("GiB", .bytes, times: 1_073_741_824),
        QuantityUnit("TiB", .bytes, times: 1_099_511_627_776),
        QuantityUnit("%", .ratio, by: 100),
    ]
}

/// Reads `12`, `12ms`, `3m20.5s`, `3 KB`, `45%` out of a line as a number in base units.
package struct QuantityReader: Sendable, Equatable {
    /// What the metric measures; `nil` when its name does not say, and any unit is welcome.
    package let dimension: Dimension?
    /// For numbers without a unit; `nil` takes them as they are.
    package let plainUnit: QuantityUnit?

    /// One wild value must not end the use of a counter: beyond this, adding 1 is lost anyway.
    static let maxMagnitude = 9e18
    /// No quantity that anybody writes is longer.
    private static let maxBytes = 64

    /// `nil` for anything but a finite quantity of the right dimension; blanks around it do not matter.
    func read(_ text: Span<UInt8>) -> Double? {
        guard text.count <= Self.maxBytes else { return nil }
        var cursor = QuantityCursor(text)
        let isNegative = cursor.takeSign()
        guard let first = cursor.takeNumber() else { return nil }
        let magnitude: Double?
        if cursor.isAtEnd {
            magnitude = plainUnit?.inBaseUnits(first) ?? first
        } else {
            magnitude = readUnits(after: first, &cursor)
        }
        guard let magnitude, magnitude <= Self.maxMagnitude else { return nil }
        return isNegative ? -magnitude : magnitude
    }

    /// One unit, or a duration of several, the larger first and each once: `1h2m3s`.
    private func readUnits(after first: Double, _ cursor: inout QuantityCursor) -> Double? {
        var number = first
        var total = 0.0
        var last: QuantityUnit?
        while true {
            guard let unit = cursor.takeUnit(), dimension == nil || dimension == unit.dimension else {
                return nil
            }
            if let last {
                let isSmaller = unit.inBaseUnits(1) < last.inBaseUnits(1)
                guard unit.dimension == .seconds, last.dimension == .seconds, isSmaller else { return nil }
            }
            total += unit.inBaseUnits(number)
            if cursor.isAtEnd { return total }
            guard let next = cursor.takeNumber() else { return nil }
            (number, last) = (next, unit)
        }
    }
}

/// Walks the text of one quantity.
private struct QuantityCursor {
    private let text: [UInt8]
    private var index = 0
    private let end: Int

    init(_ span: Span<UInt8>) {
        text = [UInt8](copying: span)
        var end = text.count
        while end > 0, isBlank(text[end - 1]) { end -= 1 }
        self.end = end
        skipBlanks()
    }

    var isAtEnd: Bool { index == end }

    mutating func takeSign() -> Bool {
        guard index < end, text[index] == UInt8(ascii: "-") || text[index] == UInt8(ascii: "+") else {
            return false
        }
        index += 1
        return text[index - 1] == UInt8(ascii: "-")
    }

    /// Digits with a point and an exponent; nothing that is infinite, hexadecimal or not a number.
    mutating func takeNumber() -> Double? {
        let start = index
        let whole = skipDigits()
        var fraction = 0
        if index < end, text[index] == UInt8(ascii: ".") {
            index += 1
            fraction = skipDigits()
        }
        guard whole + fraction > 0 else { return nil }
        skipExponent()
        let number = Double(string(start..<index))
        return number.flatMap { $0.isFinite ? $0 : nil }
    }

    /// The letters up to the next digit or blank, blanks before and behind them taken too.
    mutating func takeUnit() -> QuantityUnit? {
        skipBlanks()
        let start = index
        while index < end, !isDigit(text[index]), !isBlank(text[index]) { index += 1 }
        let unit = QuantityUnit.named(string(start..<index))
        skipBlanks()
        return unit
    }

    private mutating func skipBlanks() {
        while index < end, isBlank(text[index]) { index += 1 }
    }

    private mutating func skipDigits() -> Int {
        let start = index
        while index < end, isDigit(text[index]) { index += 1 }
        return index - start
    }

    /// `1e3`, `1E-3`; an `e` without digits belongs to whatever follows.
    private mutating func skipExponent() {
        guard index < end, text[index] | 0x20 == UInt8(ascii: "e") else { return }
        let start = index
        index += 1
        if index < end, text[index] == UInt8(ascii: "-") || text[index] == UInt8(ascii: "+") { index += 1 }
        if skipDigits() == 0 { index = start }
    }

    private func string(_ range: Range<Int>) -> String { String(decoding: text[range], as: UTF8.self) }
}

private func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

private func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
