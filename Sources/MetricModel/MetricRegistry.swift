import Synchronization

/// The families and series of the program, behind one lock.
///
/// Take the lock once per batch or scrape and never do I/O in the closures.
package final class MetricRegistry: Sendable {
    private let table: Mutex<MetricTable>

    package init() {
        table = Mutex(MetricTable())
    }

    /// Adds a family, or finds it again when the very same descriptor was registered before.
    ///
    /// `maxSeries` bounds the label sets; those beyond it share one overflow series. The limit of the
    /// first registration stays.
    package func register(
        _ descriptor: MetricDescriptor,
        maxSeries: Int? = nil
    ) throws(RegistryError) -> FamilyID {
        try table.withLock { table throws(RegistryError) in
            try table.register(descriptor, maxSeries: maxSeries)
        }
    }

    package func update<R>(_ body: (inout MetricTable) throws -> sending R) rethrows -> sending R {
        try table.withLock { try body(&$0) }
    }

    package func read<R>(_ body: (borrowing MetricTable) throws -> sending R) rethrows -> sending R {
        try table.withLock { try body($0) }
    }
}
