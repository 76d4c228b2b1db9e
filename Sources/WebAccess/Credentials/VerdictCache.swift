/// Remembers what bcrypt said, so that a scraper costs one check and not one each scrape.
///
/// Good and bad verdicts have a bound each: wrong passwords cannot push out the right ones.
struct VerdictCache {
    /// Enough for every client that one exporter has.
    static let capacity = 64

    /// Whose credentials they are.
    enum Verdict: Equatable {
        case belongs(to: String)
        case wrong
    }

    /// The oldest goes first.
    private struct Shelf {
        private var verdicts: [String: Verdict] = [:]
        private var order: [String] = []

        subscript(key: String) -> Verdict? { verdicts[key] }

        mutating func insert(_ verdict: Verdict, for key: String) {
            guard verdicts.updateValue(verdict, forKey: key) == nil else { return }
            order.append(key)
            if order.count > VerdictCache.capacity { verdicts[order.removeFirst()] = nil }
        }
    }

    private var good = Shelf()
    private var bad = Shelf()

    /// - Parameter key: a digest that stands for user, hash and password; never the password.
    func verdict(for key: String) -> Verdict? { good[key] ?? bad[key] }

    mutating func remember(_ verdict: Verdict, for key: String) {
        if verdict == .wrong { bad.insert(verdict, for: key) } else { good.insert(verdict, for: key) }
    }
}
