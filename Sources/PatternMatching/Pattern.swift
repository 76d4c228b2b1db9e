import Synchronization

/// A compiled PCRE2 pattern: immutable, shared freely between threads, JIT compiled where the system allows.
///
/// Patterns see bytes. A source that speaks of characters beyond ASCII (`é`, `\x{3042}`, `\p{Lu}`, `\X`,
/// `\N{U+3042}`, `(*UTF)`) is compiled in UTF mode instead, in which bytes that are not valid UTF-8 match
/// nothing. Proof of `@unchecked Sendable`: every stored property is a constant of a Sendable type, or in a mutex.
package final class Pattern: @unchecked Sendable {
    package let source: String
    /// Names of the groups, each once, in the order in which they open in the source.
    package let captureNames: [String]
    /// Number of the highest group.
    package let captureCount: Int
    package let isJITCompiled: Bool
    /// No shorter line can match; a lower bound, 0 when unknown.
    package let minimumMatchBytes: Int

    /// Bytes that a match can begin with; `nil` when any may, when a match can be empty, or when it is unknown,
    /// as it is for patterns that are tied to the line's start.
    package var firstBytes: ByteSet? { code.firstBytes }

    /// Whether it sees characters of UTF-8, not bytes.
    package let isTextMode: Bool
    let isCaseless: Bool
    let code: CompiledCode
    private let options: UInt32
    private let partCode = Mutex<CompiledCode?>(nil)
    private let groupsByName: [String: [Int]]

    package init(_ source: String, caseless: Bool = false, multiline: Bool = false) throws(PatternError) {
        let bytes = Array(source.utf8)
        let isTextMode = Self.needsTextMode(bytes)
        let mode = isTextMode ? CompileOption.text : CompileOption.neverUTF
        let options =
            mode | (caseless ? CompileOption.caseless : 0) | (multiline ? CompileOption.multiline : 0)
        let code = try CompiledCode(bytes: bytes, options: options)
        var groups: [String: [Int]] = [:]
        for entry in code.namedGroups { groups[entry.name, default: []].append(entry.group) }
        for name in groups.keys { groups[name]?.sort() }
        self.source = source
        self.isTextMode = isTextMode
        self.isCaseless = caseless
        self.options = options
        self.code = code
        self.captureCount = code.groupCount
        self.isJITCompiled = code.hasJIT
        self.minimumMatchBytes = code.minimumMatchBytes
        self.groupsByName = groups
        self.captureNames = groups.sorted { ($0.value.first ?? 0) < ($1.value.first ?? 0) }.map(\.key)
    }

    /// The first group of this name, or `nil`.
    package func captureIndex(named name: String) -> Int? { groupsByName[name]?.first }

    /// All groups of this name: more than one where the pattern allows duplicates with `(?J)`.
    package func captureIndices(named name: String) -> [Int] { groupsByName[name] ?? [] }

    /// Code that can be asked for matches which begin in a part of a line; compiled when first needed, because it
    /// is slower. `nil` when the parts of a line would not answer what the line does: `\G` is true at the start of
    /// each, and verbs such as `(*COMMIT)` end the search in one part only.
    func codeForParts() -> CompiledCode? {
        partCode.withLock { code in
            if let code { return code }
            let bytes = Array(source.utf8)
            guard !Self.looksAtSearchStart(bytes) else { return nil }
            do {
                code = try CompiledCode(bytes: bytes, options: options | CompileOption.offsetLimit)
            } catch {
                // The same source was compiled before, so memory is short: the line is tried whole then.
                return nil
            }
            return code
        }
    }

    private static func looksAtSearchStart(_ source: [UInt8]) -> Bool {
        let mode = Array("(*UTF)".utf8)
        let rest = source.starts(with: mode) ? source.dropFirst(mode.count) : source[...]
        return zip(rest, rest.dropFirst()).contains { first, second in
            first == UInt8(ascii: "(") && second == UInt8(ascii: "*")
                || first == UInt8(ascii: "\\") && second == UInt8(ascii: "G")
        }
    }

    /// Whether the source can only mean what it says when characters, not bytes, are matched.
    private static func needsTextMode(_ source: [UInt8]) -> Bool {
        if source.contains(where: { $0 >= 0x80 }) { return true }
        if source.starts(with: Array("(*UTF)".utf8)) { return true }
        var index = 0
        while index + 1 < source.count {
            guard source[index] == UInt8(ascii: "\\") else {
                index += 1
                continue
            }
            let next = source[index + 1]
            let opensBrace = index + 2 < source.count && source[index + 2] == UInt8(ascii: "{")
            switch next {
            case UInt8(ascii: "p"), UInt8(ascii: "P"), UInt8(ascii: "X"): return true
            case UInt8(ascii: "x"), UInt8(ascii: "N"):
                if opensBrace && !isQuantifier(source, at: index + 2) { return true }
            default: break
            }
            index += 2
        }
        return false
    }

    /// `\N{2,3}` repeats "not a newline" and names no character.
    private static func isQuantifier(_ source: [UInt8], at brace: Int) -> Bool {
        guard source[brace - 1] == UInt8(ascii: "N") else { return false }
        return brace + 1 < source.count && (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(source[brace + 1])
    }
}
