/// One path component of a glob: `*`, `?`, `[..]`, `[!..]` and `\` to quote, on bytes.
struct GlobPattern: Equatable, Sendable {
    private enum Element: Equatable, Sendable {
        case byte(UInt8)
        case any
        case anyRun
        case oneOf([ClosedRange<UInt8>], isNegated: Bool)
    }

    private let elements: [Element]
    /// The pattern begins with a literal dot.
    private let namesHidden: Bool

    init(_ source: [UInt8]) {
        var elements: [Element] = []
        var index = 0
        while index < source.count { elements.append(Self.element(in: source, at: &index)) }
        self.elements = elements
        namesHidden = elements.first == .byte(UInt8(ascii: "."))
    }

    /// The name that alone is matched, when there are no wildcards.
    var literal: BytePath? {
        var name: [UInt8] = []
        for element in elements {
            guard case .byte(let byte) = element else { return nil }
            name.append(byte)
        }
        return BytePath(bytes: name)
    }

    /// Like a shell, a wildcard at the front leaves hidden names alone unless `includesHidden`.
    func matches(_ name: BytePath, includesHidden: Bool = false) -> Bool {
        let bytes = name.bytes
        if !includesHidden && name.isHidden && !namesHidden { return false }
        var element = 0
        var index = 0
        // Where to go on after a mismatch: the last run, and the byte it would swallow next.
        var retry: (element: Int, index: Int)?
        while index < bytes.count {
            if element < elements.count, case .anyRun = elements[element] {
                retry = (element, index)
                element += 1
            } else if element < elements.count, Self.accepts(elements[element], bytes[index]) {
                element += 1
                index += 1
            } else if let last = retry {
                retry = (last.element, last.index + 1)
                element = last.element + 1
                index = last.index + 1
            } else {
                return false
            }
        }
        return elements[element...].allSatisfy { $0 == .anyRun }
    }

    private static func accepts(_ element: Element, _ byte: UInt8) -> Bool {
        switch element {
        case .byte(let expected): byte == expected
        case .any: true
        case .anyRun: false
        case .oneOf(let ranges, let isNegated): ranges.contains { $0.contains(byte) } != isNegated
        }
    }

    private static func element(in source: [UInt8], at index: inout Int) -> Element {
        let byte = source[index]
        index += 1
        switch byte {
        case UInt8(ascii: "*"):
            while index < source.count, source[index] == byte { index += 1 }
            return .anyRun
        case UInt8(ascii: "?"): return .any
        case UInt8(ascii: "["): return set(in: source, after: &index) ?? .byte(byte)
        case UInt8(ascii: "\\") where index < source.count:
            index += 1
            return .byte(source[index - 1])
        default: return .byte(byte)
        }
    }

    /// The set after a `[`; nil without its closing bracket: then the bracket stands for itself, as in a shell.
    private static func set(in source: [UInt8], after start: inout Int) -> Element? {
        var index = start
        var ranges: [ClosedRange<UInt8>] = []
        let isNegated =
            index < source.count && [UInt8(ascii: "!"), UInt8(ascii: "^")].contains(source[index])
        if isNegated { index += 1 }
        let first = index
        while index < source.count {
            if source[index] == UInt8(ascii: "]") && index > first {
                start = index + 1
                return .oneOf(ranges, isNegated: isNegated)
            }
            let low = source[index]
            if index + 2 < source.count, source[index + 1] == UInt8(ascii: "-"),
                source[index + 2] != UInt8(ascii: "]")
            {
                if low <= source[index + 2] { ranges.append(low...source[index + 2]) }
                index += 3
            } else {
                ranges.append(low...low)
                index += 1
            }
        }
        return nil
    }
}
