/// Every call into PCRE2 that the program makes stands in this file; no pointer of PCRE2 leaves it.
import CPCRE2

/// A compiled pattern with its JIT code, freed with its last owner.
///
/// Proof of `@unchecked Sendable`: all stored properties are constants, and PCRE2 never writes to compiled
/// code once `pcre2_jit_compile` has returned (pcre2api, "Multithreading"), so any thread may match with it.
@safe
final class CompiledCode: @unchecked Sendable {
    fileprivate let code: OpaquePointer
    let hasJIT: Bool
    let groupCount: Int
    let minimumMatchBytes: Int
    /// Bytes that a match can begin with; `nil` when any may, or a match can be empty.
    let firstBytes: ByteSet?
    /// Whether a match can begin at the subject's start only.
    let isAnchored: Bool
    /// Names in the order of the name table (by name), a name once for each group that carries it.
    let namedGroups: [(name: String, group: Int)]

    init(bytes: [UInt8], options: UInt32) throws(PatternError) {
        unsafe self.code = try compile(bytes, options: options)
        // Invariant here and below: `code` was just made by `compile` and is freed in `deinit` only.
        self.hasJIT = unsafe pcre2_jit_compile_8(code, PCRE2_JIT_COMPLETE) == 0
        self.groupCount = unsafe Int(patternInfo(code, PCRE2_INFO_CAPTURECOUNT))
        self.minimumMatchBytes = unsafe Int(patternInfo(code, PCRE2_INFO_MINLENGTH))
        self.firstBytes = unsafe readFirstBytes(of: code)
        self.isAnchored = unsafe patternInfo(code, PCRE2_INFO_ALLOPTIONS) & PCRE2_ANCHORED != 0
        self.namedGroups = unsafe readNameTable(of: code)
    }

    deinit {
        // Invariant: this object is the only owner of `code`, and its last reference is gone.
        unsafe pcre2_code_free_8(code)
    }
}

/// What PCRE2 needs besides code and subject: match data, a context with the limits, and a JIT stack.
///
/// Belongs to one thread at a time. About 40 KiB, of which the stack grows up to `jitStackBytes.max`.
@safe
struct MatchWorkspace: ~Copyable {
    private var data: OpaquePointer
    /// Start and end of each group; inside `data`, and of its lifetime.
    private var vector: UnsafeMutablePointer<Int>?
    private let context: OpaquePointer
    private let stack: OpaquePointer?
    private var groupCapacity: Int
    private var setGroups = 0
    /// The match limit that `context` holds between two calls.
    private let quickMatch: UInt32

    /// PCRE2's own default of 32 KiB is where it starts here; the maximum is only reserved, not used memory.
    private static let jitStackBytes = (start: 32 * 1024, max: 1024 * 1024)

    init(limits: PatternLimits) {
        // Invariant: each pointer is checked, owned by this value alone and freed in `deinit`.
        guard let data = unsafe pcre2_match_data_create_8(16, nil),
            let context = unsafe pcre2_match_context_create_8(nil)
        else { preconditionFailure("out of memory for PCRE2 match data") }
        unsafe self.data = data
        unsafe self.vector = pcre2_get_ovector_pointer_8(data)
        unsafe self.context = context
        self.groupCapacity = 16
        unsafe self.stack = pcre2_jit_stack_create_8(Self.jitStackBytes.start, Self.jitStackBytes.max, nil)
        unsafe pcre2_jit_stack_assign_8(context, nil, UnsafeMutableRawPointer(stack))
        _ = unsafe pcre2_set_match_limit_8(context, limits.quickMatch)
        self.quickMatch = limits.quickMatch
        _ = unsafe pcre2_set_depth_limit_8(context, limits.depth)
        _ = unsafe pcre2_set_heap_limit_8(context, limits.heapKiB)
    }

    deinit {
        // Invariant: made in `init` (or `reserve`), owned by this value alone.
        unsafe pcre2_match_data_free_8(data)
        unsafe pcre2_match_context_free_8(context)
        unsafe pcre2_jit_stack_free_8(stack)
    }

    /// Returns PCRE2's own result code: one more than the highest group set, or a negative error.
    ///
    /// Each start may cost `PatternLimits.quickMatch` steps.
    mutating func match(_ compiled: CompiledCode, in subject: Span<UInt8>) -> Int32 {
        match(compiled, in: subject, from: 0)
    }

    /// The same for matches that begin in a part of the subject, each start of which may cost `steps`.
    ///
    /// The code must have been compiled with `CompileOption.offsetLimit`, unless the part is the whole subject.
    mutating func match(
        _ compiled: CompiledCode, in subject: Span<UInt8>, starts: ClosedRange<Int>, steps: UInt32
    ) -> Int32 {
        // PCRE2 refuses a limit, even a useless one, where the code was not made for it.
        let isWhole = starts.lowerBound == 0 && starts.upperBound >= subject.count
        // Invariant: `context` was made in `init` and is this value's own.
        _ = unsafe pcre2_set_match_limit_8(context, steps)
        _ = unsafe pcre2_set_offset_limit_8(context, isWhole ? noOffsetLimit : starts.upperBound)
        let result = match(compiled, in: subject, from: starts.lowerBound)
        _ = unsafe pcre2_set_match_limit_8(context, quickMatch)
        _ = unsafe pcre2_set_offset_limit_8(context, noOffsetLimit)
        return result
    }

    private mutating func match(_ compiled: CompiledCode, in subject: Span<UInt8>, from first: Int) -> Int32 {
        reserve(groups: compiled.groupCount + 1)
        // Invariant: the bytes stay where they are during the closure, and PCRE2 is told their exact count.
        // An empty span may have no address; PCRE2 reads nothing then, any valid address will do.
        let result = unsafe subject.withUnsafeBufferPointer { bytes in
            let start = unsafe bytes.baseAddress ?? UnsafePointer<UInt8>(data)
            return unsafe compiled.hasJIT
                ? pcre2_jit_match_8(compiled.code, start, bytes.count, first, 0, data, context)
                : pcre2_match_8(compiled.code, start, bytes.count, first, 0, data, context)
        }
        setGroups = result > 0 ? Int(result) : 0
        return result
    }

    /// Where a group of the last match lies; `nil` when it took no part in it.
    func range(ofGroup group: Int) -> Range<Int>? {
        guard group >= 0, group < setGroups else { return nil }
        // Invariant: the vector holds `groupCapacity` pairs, and `group` is below `setGroups`, at most that.
        guard let pair = unsafe vector?.advanced(by: 2 * group) else { return nil }
        let (start, end) = unsafe (pair[0], pair[1])
        // PCRE2_UNSET is the largest size_t, seen here as -1; `\K` may put the start behind the end.
        return start >= 0 && start <= end ? start..<end : nil
    }

    /// The highest group that took part in the last match.
    var lastGroup: Int? { setGroups > 0 ? setGroups - 1 : nil }

    private mutating func reserve(groups: Int) {
        guard groups > groupCapacity else { return }
        guard let larger = unsafe pcre2_match_data_create_8(UInt32(groups), nil) else {
            preconditionFailure("out of memory for \(groups) PCRE2 groups")
        }
        // Invariant: no view of the old match data is kept anywhere.
        unsafe pcre2_match_data_free_8(data)
        unsafe data = larger
        unsafe vector = pcre2_get_ovector_pointer_8(larger)
        groupCapacity = groups
    }
}

/// `PCRE2_UNSET`, which Swift does not import: no limit.
private let noOffsetLimit = Int(bitPattern: UInt.max)

private func compile(_ bytes: [UInt8], options: UInt32) throws(PatternError) -> OpaquePointer {
    var errorCode: Int32 = 0
    var errorOffset = 0
    let context = unsafe pcre2_compile_context_create_8(nil)
    // Invariant: `context` lives to the end of this function; `.` and `$` must not depend on how PCRE2 was built.
    defer { unsafe pcre2_compile_context_free_8(context) }
    _ = unsafe pcre2_set_newline_8(context, UInt32(PCRE2_NEWLINE_LF))
    // Invariant: PCRE2 reads `bytes.count` bytes during the call and keeps none of them.
    let code = unsafe bytes.withUnsafeBufferPointer { source in
        var empty: UInt8 = 0
        return unsafe withUnsafePointer(to: &empty) { fallback in
            unsafe pcre2_compile_8(
                source.baseAddress ?? fallback, source.count, options, &errorCode, &errorOffset, context)
        }
    }
    guard let code = unsafe code else {
        throw PatternError(offset: min(max(errorOffset, 0), bytes.count), message: errorMessage(errorCode))
    }
    return unsafe code
}

/// PCRE2's text for an error code, at most 256 bytes as its documentation promises.
func errorMessage(_ code: Int32) -> String {
    var text = [UInt8](repeating: 0, count: 256)
    // Invariant: PCRE2 writes at most the count it is given, the final zero included.
    let length = unsafe text.withUnsafeMutableBufferPointer { buffer in
        unsafe pcre2_get_error_message_8(code, buffer.baseAddress, buffer.count)
    }
    return length > 0 ? String(decoding: text.prefix(Int(length)), as: UTF8.self) : "PCRE2 error \(code)"
}

private func patternInfo(_ code: OpaquePointer, _ what: Int32) -> UInt32 {
    var value: UInt32 = 0
    // Invariant: only called for items that PCRE2 stores as uint32_t.
    let result = unsafe pcre2_pattern_info_8(code, UInt32(what), &value)
    precondition(result == 0, "PCRE2 refused information item \(what)")
    return value
}

/// What PCRE2 found out about the first byte of a match: one byte, or a map of 256 bits.
private func readFirstBytes(of code: OpaquePointer) -> ByteSet? {
    if unsafe patternInfo(code, PCRE2_INFO_FIRSTCODETYPE) == 1 {
        let byte = unsafe UInt8(truncatingIfNeeded: patternInfo(code, PCRE2_INFO_FIRSTCODEUNIT))
        // Whether the byte's case matters is not told.
        return ByteSet {
            $0 == byte || ($0 ^ byte == 0x20 && (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0 | 0x20))
        }
    }
    var map: UnsafePointer<UInt8>?
    guard unsafe pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_FIRSTBITMAP), &map) == 0, let map = unsafe map
    else {
        return nil
    }
    // Invariant: PCRE2 keeps 32 bytes at `map` as long as `code` lives.
    return ByteSet { byte in unsafe map[Int(byte >> 3)] & (1 << (byte & 7)) != 0 }
}

/// Entries of the name table: two bytes of group number, high first, then the name and a zero (pcre2api).
private func readNameTable(of code: OpaquePointer) -> [(name: String, group: Int)] {
    let count = unsafe Int(patternInfo(code, PCRE2_INFO_NAMECOUNT))
    let entrySize = unsafe Int(patternInfo(code, PCRE2_INFO_NAMEENTRYSIZE))
    var table: UnsafePointer<UInt8>?
    guard count > 0, unsafe pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_NAMETABLE), &table) == 0,
        let table = unsafe table
    else { return [] }
    // Invariant: PCRE2 keeps `count` entries of `entrySize` bytes at `table` as long as `code` lives.
    let bytes = unsafe UnsafeBufferPointer(start: table, count: count * entrySize)
    return (0..<count).map { index in
        let entry = unsafe bytes[(index * entrySize)..<((index + 1) * entrySize)]
        let start = unsafe entry.startIndex
        let group = unsafe Int(entry[start]) << 8 | Int(entry[start + 1])
        return (unsafe String(decoding: entry.dropFirst(2).prefix { $0 != 0 }, as: UTF8.self), group)
    }
}

/// Compile options under the names the rest of the module uses.
enum CompileOption {
    static let caseless = PCRE2_CASELESS
    static let multiline = PCRE2_MULTILINE
    static let neverUTF = PCRE2_NEVER_UTF
    /// Lets a match be asked for in a part of the subject; makes some patterns half as fast.
    static let offsetLimit = PCRE2_USE_OFFSET_LIMIT
    /// Text patterns accept any bytes as subject: broken UTF-8 matches nothing, and is no error.
    static let text = PCRE2_UTF | PCRE2_UCP | PCRE2_MATCH_INVALID_UTF | PCRE2_NEVER_BACKSLASH_C
}

/// The result codes that have a meaning of their own for us.
enum MatchCode {
    static let noMatch = PCRE2_ERROR_NOMATCH
    static let matchLimit = PCRE2_ERROR_MATCHLIMIT
    static let depthLimit = PCRE2_ERROR_DEPTHLIMIT
    static let heapLimit = PCRE2_ERROR_HEAPLIMIT
    static let jitStackLimit = PCRE2_ERROR_JIT_STACKLIMIT
}
