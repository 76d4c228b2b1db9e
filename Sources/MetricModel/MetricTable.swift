/// The families and series themselves; reached only through `MetricRegistry`.
package struct MetricTable: ~Copyable, Sendable {
    var families: [FamilyStore] = []
    private var indexByName: [String: Int] = [:]
    /// Which family occupies a name, see `MetricDescriptor.occupiedNames`.
    private var ownerByName: [String: Int] = [:]
    private var indicesByName: [Int] = []
    /// Reused for every look-up, so that finding a series allocates nothing.
    var scratch = LabelBytes()
    private let seed = UInt64.random(in: .min ... .max)
    /// Families registered from now on tell of their changes, see `trackChanges`.
    var tracksChanges = false

    /// Values refused because the kind of the family forbids them: a counter that would fall, a negative or
    /// infinite observation, a bucket write to a gauge.
    package internal(set) var refusedWrites: UInt64 = 0
    /// Writes through the identifier of a series that was removed.
    package internal(set) var staleWrites: UInt64 = 0

    init() {}
}

// MARK: Families

extension MetricTable {
    mutating func register(
        _ descriptor: MetricDescriptor,
        maxSeries: Int?
    ) throws(RegistryError) -> FamilyID {
        if let index = indexByName[descriptor.name.text] {
            guard families[index].descriptor == descriptor else {
                throw .differentDescriptor(name: descriptor.name.text)
            }
            return FamilyID(index: index)
        }
        try RegistrationRules.check(descriptor)
        let names = descriptor.occupiedNames
        if let shared = names.filter({ ownerByName[$0] != nil }).min(), let owner = ownerByName[shared] {
            throw .clash(
                name: descriptor.name.text,
                with: families[owner].descriptor.name.text,
                shared: shared
            )
        }
        let index = families.count
        families.append(FamilyStore(descriptor: descriptor, maxSeries: maxSeries, seed: seed))
        if tracksChanges { families[index].trackChanges() }
        indexByName[descriptor.name.text] = index
        for name in names { ownerByName[name] = index }
        let place = indicesByName.firstIndex { families[$0].descriptor.name > descriptor.name }
        indicesByName.insert(index, at: place ?? indicesByName.endIndex)
        return FamilyID(index: index)
    }

    /// Why this family could not be registered if the ones with these names were not there; nil when it could.
    package func conflict(of descriptor: MetricDescriptor, ignoring names: Set<String>) -> RegistryError? {
        do throws(RegistryError) {
            try RegistrationRules.check(descriptor)
        } catch {
            return error
        }
        if let index = indexByName[descriptor.name.text], !names.contains(descriptor.name.text) {
            return families[index].descriptor == descriptor
                ? nil : .differentDescriptor(name: descriptor.name.text)
        }
        for shared in descriptor.occupiedNames.sorted() {
            guard let owner = ownerByName[shared] else { continue }
            let other = families[owner].descriptor.name.text
            if !names.contains(other) {
                return .clash(name: descriptor.name.text, with: other, shared: shared)
            }
        }
        return nil
    }

    /// Registers a family in the place of the one that has its name, if there is one.
    ///
    /// Where both have the same shape the series stay, with their numbers and identifiers; else the old ones go.
    package mutating func replaceFamily(
        with descriptor: MetricDescriptor
    ) throws(RegistryError) -> FamilyID {
        guard let index = indexByName[descriptor.name.text] else {
            return try register(descriptor, maxSeries: nil)
        }
        if families[index].descriptor.shape == descriptor.shape {
            families[index].describe(as: descriptor)
            return FamilyID(index: index)
        }
        remove(familyNamed: descriptor.name.text)
        return try register(descriptor, maxSeries: nil)
    }

    /// Takes a family out, its series and its name; identifiers of its series write to nowhere afterwards.
    package mutating func remove(familyNamed name: String) {
        guard let index = indexByName.removeValue(forKey: name) else { return }
        for name in families[index].descriptor.occupiedNames where ownerByName[name] == index {
            ownerByName[name] = nil
        }
        indicesByName.removeAll { $0 == index }
        families[index].removeAll()
    }

    package func family(named name: String) -> FamilyID? {
        indexByName[name].map { FamilyID(index: $0) }
    }

    package func descriptor(of family: FamilyID) -> MetricDescriptor { families[family.index].descriptor }

    /// Families that are there; those taken out are not.
    package var familyCount: Int { indicesByName.count }

    /// The family at this place by name, its series in order; a copy by reference, so do not keep it.
    package mutating func sortedFamily(at position: Int) -> FamilyStore {
        let index = indicesByName[position]
        families[index].sort()
        return families[index]
    }
}

// MARK: Questions

extension MetricTable {
    /// Living series, the overflow series left out.
    package func seriesCount(of family: FamilyID) -> Int { families[family.index].seriesCount }

    /// Whether writes to this series are those of many label sets folded into one.
    package func isOverflow(_ series: SeriesID) -> Bool {
        families[Int(series.family)].overflowSlot == Int(series.slot)
    }

    /// Label values and value of every living series, by label values; for tests and small reports.
    package mutating func snapshot(of family: FamilyID) -> [(labels: [String], value: Double)] {
        families[family.index].sort()
        let store = families[family.index]
        return store.order.map { (store.labelValues(Int($0)), store.total(Int($0))) }
    }

    /// Bytes held for labels and rendered text of the family, those of removed series included.
    func arenaBytes(of family: FamilyID) -> Int { families[family.index].arenaBytes }
}
