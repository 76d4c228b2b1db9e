import Dispatch
import Synchronization

/// Passes pieces through three stages: taken one by one, worked on by several threads at once, put down one by one in the
/// order in which they were taken.
///
/// A product waits for those before it, so that a slow piece makes memory grow by what the other threads finish meanwhile.
enum OrderedWork {
    private struct Shelf<Product> {
        var waiting: [Int: Product] = [:]
        var next = 0
    }

    /// - Parameters:
    ///   - take: the next piece, nil behind the last; called by one thread at a time.
    ///   - makeWork: called once on each thread.
    ///   - put: called by one thread at a time.
    static func run<Piece: Sendable, Product: Sendable>(
        threads: Int,
        take: @escaping @Sendable () throws(ArchiveError) -> Piece?,
        makeWork: @escaping @Sendable () throws(ArchiveError) -> (Piece) throws(ArchiveError) -> Product,
        put: @escaping @Sendable (Product) throws(ArchiveError) -> Void
    ) throws(ArchiveError) {
        let failure = Mutex<ArchiveError?>(nil)
        // The locks are there to let one thread at a time into `take` and `put`, which read and write files.
        let intake = Mutex(0)
        let shelf = Mutex(Shelf<Product>())

        @Sendable func next() throws(ArchiveError) -> (Int, Piece)? {
            try intake.withLock { (index: inout Int) throws(ArchiveError) -> (Int, Piece)? in
                guard failure.withLock({ $0 == nil }), let piece = try take() else { return nil }
                index += 1
                return (index - 1, piece)
            }
        }

        @Sendable func deliver(_ index: Int, _ product: Product) throws(ArchiveError) {
            try shelf.withLock { (shelf: inout Shelf<Product>) throws(ArchiveError) in
                shelf.waiting[index] = product
                while let product = shelf.waiting.removeValue(forKey: shelf.next) {
                    try put(product)
                    shelf.next += 1
                }
            }
        }

        DispatchQueue.concurrentPerform(iterations: max(1, threads)) { _ in
            do throws(ArchiveError) {
                let work = try makeWork()
                while let (index, piece) = try next() { try deliver(index, try work(piece)) }
            } catch {
                failure.withLock { first in first = first ?? error }
            }
        }
        if let failure = failure.withLock({ $0 }) { throw failure }
    }
}
