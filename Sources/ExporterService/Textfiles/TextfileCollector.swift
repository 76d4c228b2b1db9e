import Collectors
import Exposition
import MetricModel
import Synchronization

/// Shows the metrics that other programs leave in a directory, beside our own.
///
/// A file with a fault is left out as a whole, and so is one whose families clash with ours or with those of a file before
/// it by name; all others are shown.
final class TextfileCollector: Collector {
    let name = TextfileFamily.collector
    private let directory: TextfileDirectory
    private let onFault: @Sendable (_ file: String, TextfileFault) -> Void
    private let isValid, modifiedAt: FamilyID
    private let memory = Mutex(Memory())

    private struct Memory {
        /// Families that were shown once: they keep their names, with series or without.
        var families: [String: FamilyID] = [:]
        var faults: [String: TextfileFault] = [:]
        var registrations = 0
    }

    /// Each new shape of a family takes memory until the end; more than this are no use of anybody.
    private static let maxRegistrations = 10_000

    /// - Parameter onFault: told of each new fault once.
    init(
        _ directory: TextfileDirectory, registry: MetricRegistry,
        onFault: @escaping @Sendable (_ file: String, TextfileFault) -> Void
    ) throws {
        self.directory = directory
        self.onFault = onFault
        isValid = try registry.register(Catalogue.textfileValid)
        modifiedAt = try registry.register(Catalogue.textfileModified)
    }

    func collect(into registry: MetricRegistry) throws {
        let files = try directory.files()
        let news = memory.withLock { memory in
            let before = memory.faults
            memory.faults = [:]
            registry.update { publish(files, &memory, into: &$0) }
            return memory.faults.filter { before[$0.key] != $0.value }
        }
        for (file, fault) in news.sorted(by: { $0.key < $1.key }) { onFault(file, fault) }
    }

    private func publish(
        _ files: [TextfileDirectory.File], _ memory: inout Memory, into table: inout MetricTable
    ) {
        for family in [isValid, modifiedAt] + memory.families.values { table.beginRefresh(family) }
        var taken: Set<String> = []
        for file in files {
            table.set(table.series(modifiedAt, file.name), file.modifiedAt)
            do throws(TextfileFault) {
                let families = try Self.families(
                    of: file, taken: taken, table, known: Set(memory.families.keys))
                for family in families { try show(family, &memory, in: &table) }
                taken.formUnion(families.map(\.descriptor.name.text))
                table.set(table.series(isValid, file.name), 1)
            } catch {
                memory.faults[file.name] = error
                table.set(table.series(isValid, file.name), 0)
            }
        }
        for family in [isValid, modifiedAt] + memory.families.values { table.endRefresh(family) }
    }

    /// All families of a file, or the first fault of one of them.
    private static func families(
        of file: TextfileDirectory.File, taken: Set<String>, _ table: borrowing MetricTable,
        known: Set<String>
    ) throws(TextfileFault) -> [TextfileFamily] {
        var families: [TextfileFamily] = []
        for parsed in try file.content.get().families where !parsed.samples.isEmpty {
            let family = try TextfileFamily(parsed)
            let name = family.descriptor.name.text
            if taken.contains(name) {
                throw TextfileFamily.fault(
                    parsed, "another file has it already; give each file its own names")
            }
            let isOurs = table.family(named: name).map {
                table.descriptor(of: $0).collector != TextfileFamily.collector
            }
            if isOurs == true || Catalogue.families.contains(where: { $0.name.text == name }) {
                throw TextfileFamily.fault(parsed, "the exporter has a family of this name; rename yours")
            }
            if let error = table.conflict(of: family.descriptor, ignoring: known) {
                throw TextfileFamily.fault(parsed, error.message)
            }
            families.append(family)
        }
        return families
    }

    private func show(
        _ family: TextfileFamily, _ memory: inout Memory, in table: inout MetricTable
    ) throws(TextfileFault) {
        let name = family.descriptor.name.text
        if memory.families[name].map({ table.descriptor(of: $0) }) != family.descriptor {
            guard memory.registrations < Self.maxRegistrations else {
                throw TextfileFault(
                    message: "'\(name)': too many families came and went; restart the exporter")
            }
            memory.registrations += 1
        }
        let id: FamilyID
        do throws(RegistryError) {
            id = try table.replaceFamily(with: family.descriptor)
        } catch {
            throw TextfileFault(message: error.message)
        }
        if memory.families.updateValue(id, forKey: name) != id { table.beginRefresh(id) }
        for series in family.series { Self.show(series, in: id, &table) }
    }

    /// Counters of programs that start anew begin again; the series does so too.
    private static func show(
        _ series: TextfileFamily.Series, in family: FamilyID, _ table: inout MetricTable
    ) {
        var id = table.series(family, labels: series.labels)
        if zip(table.storedValues(of: id), series.values).contains(where: { $0 > $1 }),
            [.counter, .histogram].contains(table.descriptor(of: family).kind)
        {
            table.remove(id)
            id = table.series(family, labels: series.labels)
        }
        table.assign(id, series.values)
    }
}
