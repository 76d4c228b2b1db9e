import TeamTracking

/// The largest counts seen of each response, so that its lines and copies in all files add up to it once.
///
/// Responses stand in pages in the order in which they were met; when there are too many, the page met first goes, and
/// what is left of it is the time of its latest response: a response that is not known and not newer may be a copy.
struct ResponseMemory: Equatable {
    /// What a response adds to what was counted of it.
    enum Growth: Equatable {
        case none
        case by(TokenAmounts)
        /// It is not known, and too old to be sure that it never was.
        case tooOld
    }

    /// 20 bytes: a vector inside would make 32 of them.
    private struct Entry: Equatable {
        private var input, output, cacheRead, cacheCreation: UInt32
        var page: UInt32

        init(largest: SIMD4<UInt32>, page: UInt32) {
            (input, output, cacheRead, cacheCreation) = (largest[0], largest[1], largest[2], largest[3])
            self.page = page
        }

        /// Largest counts by the raw values of the kinds; none is beyond 2^31.
        var largest: SIMD4<UInt32> { SIMD4(input, output, cacheRead, cacheCreation) }
    }

    private struct Page: Equatable {
        var keys: [UInt64] = []
        var latestMs: Int64 = 0
    }

    /// Responses in a page: one page is stored for each second in which something is new.
    static let pageCapacity = 128
    /// Up to 196,608 responses, which take about 10 MB: more than a month of a busy machine.
    static let defaultMaxPages = 1536

    private let maxPages: Int
    private var entries: [UInt64: Entry] = [:]
    private var pages: [UInt32: Page] = [:]
    private var oldestPage: UInt32 = 0
    private var newestPage: UInt32 = 0
    /// Time of the latest response that was forgotten.
    private(set) var forgottenMs: Int64?
    /// Pages whose stored form is out of date.
    private(set) var changedPages: Set<UInt32> = []

    init(maxPages: Int = ResponseMemory.defaultMaxPages) {
        precondition(maxPages > 1, "one page is being filled, one more is remembered")
        self.maxPages = maxPages
    }

    var count: Int { entries.count }

    /// Takes in one line of a response.
    ///
    /// - Parameter limitMs: a response that is not known and not newer than this may have been counted before.
    mutating func take(_ key: UInt64, _ amounts: TokenAmounts, timeMs: Int64, limitMs: Int64?) -> Growth {
        guard let entry = entries[key] else {
            if let limitMs, timeMs <= limitMs { return .tooOld }
            remember(key, Self.packed(amounts), timeMs)
            return amounts.isZero ? Growth.none : .by(amounts)
        }
        let new = Self.packed(amounts)
        let largest = pointwiseMax(entry.largest, new)
        guard largest != entry.largest else { return .none }
        let growth = largest &- entry.largest
        entries[key] = Entry(largest: largest, page: entry.page)
        changedPages.insert(entry.page)
        return .by(Self.amounts(growth))
    }

    /// Takes in something that has no counts, and is counted once.
    /// - Returns: nil when it is not known, and too old to be sure that it never was.
    mutating func isFirst(_ key: UInt64, timeMs: Int64, limitMs: Int64?) -> Bool? {
        guard entries[key] == nil else { return false }
        if let limitMs, timeMs <= limitMs { return nil }
        remember(key, SIMD4(), timeMs)
        return true
    }

    private mutating func remember(_ key: UInt64, _ largest: SIMD4<UInt32>, _ timeMs: Int64) {
        if pages[newestPage, default: Page()].keys.count >= Self.pageCapacity { newestPage += 1 }
        // Before there is more, so that the table never grows beyond what the bound needs.
        while Int(newestPage - oldestPage) >= maxPages { forgetOldest() }
        entries[key] = Entry(largest: largest, page: newestPage)
        pages[newestPage, default: Page()].keys.append(key)
        let latestMs = max(pages[newestPage]?.latestMs ?? 0, timeMs)
        pages[newestPage]?.latestMs = latestMs
        changedPages.insert(newestPage)
    }

    private mutating func forgetOldest() {
        guard let page = pages.removeValue(forKey: oldestPage) else {
            oldestPage = pages.keys.min() ?? newestPage
            return
        }
        for key in page.keys { entries[key] = nil }
        forgottenMs = max(forgottenMs ?? page.latestMs, page.latestMs)
        changedPages.insert(oldestPage)
        oldestPage += 1
    }

    private static func packed(_ amounts: TokenAmounts) -> SIMD4<UInt32> {
        var packed = SIMD4<UInt32>()
        for kind in TokenAmounts.Kind.allCases { packed[kind.rawValue] = UInt32(clamping: amounts[kind]) }
        return packed
    }

    private static func amounts(_ packed: SIMD4<UInt32>) -> TokenAmounts {
        var amounts = TokenAmounts()
        for kind in TokenAmounts.Kind.allCases { amounts[kind] = Int64(packed[kind.rawValue]) }
        return amounts
    }
}

// MARK: - Storing

extension ResponseMemory {
    var pageNumbers: [UInt32] { pages.keys.sorted() }

    mutating func didTakeChanges() { changedPages = [] }

    /// Nil for a page that is gone.
    func encodedPage(_ number: UInt32) -> [UInt8]? {
        guard let page = pages[number] else { return nil }
        var writer = ByteWriter()
        writer.put(page.latestMs)
        writer.put(UInt64(page.keys.count))
        for key in page.keys {
            writer.putWhole(key)
            let largest = entries[key]?.largest ?? SIMD4()
            for index in 0..<4 { writer.put(UInt64(largest[index])) }
        }
        return writer.bytes
    }

    /// Takes up a page of an earlier run; one that cannot be read is as if its responses had never been met.
    mutating func restorePage(_ number: UInt32, _ bytes: [UInt8]) throws(UndecodableBytes) {
        var reader = ByteReader(bytes)
        var page = Page()
        page.latestMs = try reader.amount()
        var found: [(UInt64, SIMD4<UInt32>)] = []
        for _ in 0..<(try reader.count(width: 12)) {
            let key = try reader.whole()
            var largest = SIMD4<UInt32>()
            for index in 0..<4 {
                guard let number = UInt32(exactly: try reader.unsigned()) else { throw UndecodableBytes() }
                largest[index] = number
            }
            found.append((key, largest))
        }
        guard reader.isAtEnd, number < 1 << 31 else { throw UndecodableBytes() }
        for (key, largest) in found where entries[key] == nil {
            entries[key] = Entry(largest: largest, page: number)
            page.keys.append(key)
        }
        pages[number] = page
    }

    /// Called once after all pages are restored.
    mutating func didRestore(forgottenMs: Int64?) {
        self.forgottenMs = forgottenMs
        oldestPage = pages.keys.min() ?? 0
        newestPage = pages.keys.max() ?? 0
    }
}
