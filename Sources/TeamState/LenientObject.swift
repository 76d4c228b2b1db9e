/// A JSON object read field by field: what is absent is normal, what has the wrong type is counted and left out.
struct LenientObject {
    private let container: KeyedDecodingContainer<FieldKey>
    /// Values that were there, but of a type that cannot be used.
    private(set) var typeFaults = 0

    /// - Throws: a decoding error when the value is no object.
    init(from decoder: any Decoder) throws {
        container = try decoder.container(keyedBy: FieldKey.self)
    }

    /// The first of `names` that is present decides, so list the camelCase spelling first.
    mutating func string(_ names: String...) -> String? {
        value(names) { container, key in try container.decode(String.self, forKey: key) }
    }

    mutating func bool(_ names: String...) -> Bool? {
        value(names) { container, key in try container.decode(Bool.self, forKey: key) }
    }

    /// A string, or a whole number written without quotes.
    mutating func identifier(_ names: String...) -> String? {
        value(names) { container, key in
            if let number = try? container.decode(Int64.self, forKey: key) { return String(number) }
            return try container.decode(String.self, forKey: key)
        }
    }

    /// A date in any of the ways seen: epoch milliseconds or seconds, with or without a fraction, or ISO 8601.
    ///
    /// Text that is no date is not a fault of type: it counts as absent.
    mutating func epochMilliseconds(_ names: String...) -> Int64? {
        let date: Int64?? = value(names) { container, key in
            if let number = try? container.decode(Double.self, forKey: key) {
                return EpochMilliseconds.from(number: number)
            }
            return EpochMilliseconds.from(text: try container.decode(String.self, forKey: key))
        }
        return date ?? nil
    }

    /// A string as it stands, where nothing is known of it and nothing is a fault.
    func plainText(_ name: String) -> String? { try? container.decode(String.self, forKey: FieldKey(name)) }

    mutating func int(_ names: String...) -> Int64? {
        value(names) { container, key in try container.decode(Int64.self, forKey: key) }
    }

    mutating func object<Value: Decodable>(_ name: String, as type: Value.Type) -> Value? {
        value([name]) { container, key in try container.decode(type, forKey: key) }
    }

    /// The elements that could be read, in order; each that could not adds a fault.
    mutating func elements<Element: Decodable>(_ names: String..., as type: Element.Type) -> [Element] {
        let elements = value(names) { container, key in
            try container.decode([Tolerant<Element>].self, forKey: key)
        }
        return take(elements ?? [])
    }

    mutating func take<Element>(_ elements: [Tolerant<Element>]) -> [Element] {
        let values = elements.compactMap(\.value)
        typeFaults += elements.count - values.count
        return values
    }

    mutating func addFaults(_ count: Int) { typeFaults += count }

    private mutating func value<Value>(
        _ names: [String],
        _ read: (KeyedDecodingContainer<FieldKey>, FieldKey) throws -> Value
    ) -> Value? {
        for name in names {
            let key = FieldKey(name)
            guard container.contains(key), (try? container.decodeNil(forKey: key)) != true else { continue }
            do {
                return try read(container, key)
            } catch {
                typeFaults += 1
                return nil
            }
        }
        return nil
    }
}

/// An array element that never fails the array around it.
struct Tolerant<Value: Decodable>: Decodable {
    let value: Value?

    init(from decoder: any Decoder) { value = try? Value(from: decoder) }
}

/// A key by its spelling.
struct FieldKey: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(_ name: String) { stringValue = name }
    init?(stringValue: String) { self.init(stringValue) }
    init?(intValue: Int) { return nil }
}
