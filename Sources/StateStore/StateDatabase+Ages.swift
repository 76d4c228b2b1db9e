/// Growing older: families, logs and rules that are not there now are forgotten in the end.
extension StateDatabase {
    /// How long the program ran since ages were last told, and the age at which something is forgotten.
    struct Aging {
        let elapsedMilliseconds: Int64
        let limitMilliseconds: Int64
    }

    /// Lets families that are not `registered` grow older, and drops those beyond the limit with their series.
    /// - Returns: the families that went.
    func ageFamilies(
        registered: Set<StoredFamily>, _ aging: Aging
    ) throws(StateFault) -> Set<StoredFamily> {
        let gone = try inTransaction { () throws(SQLiteError) in
            var ages: [(family: StoredFamily, age: Int64)] = []
            let select = try connection.prepare("SELECT name, schema, unregistered_ms FROM families")
            while try select.next() {
                ages.append((StoredFamily(name: select.text(0), schema: select.text(1)), select.integer(2)))
            }
            let update = try connection.prepare(
                "UPDATE families SET unregistered_ms = ?3 WHERE name = ?1 AND schema = ?2")
            let old = try update.setAges(ages, aging) {
                registered.contains($0)
            } binding: { family in
                update.bind(family.name, at: 0)
                update.bind(family.schema, at: 1)
            }
            try connection.execute(
                "DELETE FROM families WHERE unregistered_ms > \(aging.limitMilliseconds)")
            return Set(old)
        }
        if !gone.isEmpty { forgetFamilyIDs() }
        return gone
    }

    /// Lets logs and rules that are not `present` grow older; what belongs to them stays until a commit drops it.
    /// - Returns: those beyond the limit.
    func ageOwners(present: Set<StoredOwner>, _ aging: Aging) throws(StateFault) -> Set<StoredOwner> {
        try inTransaction { () throws(SQLiteError) in
            var ages: [(owner: StoredOwner, age: Int64)] = []
            let select = try connection.prepare("SELECT kind, name, absent_ms FROM owners")
            while try select.next() {
                guard let kind = StoredOwner.Kind(rawValue: select.text(0)) else { continue }
                ages.append((StoredOwner(kind: kind, name: select.text(1)), select.integer(2)))
            }
            let update = try connection.prepare(
                "UPDATE owners SET absent_ms = ?3 WHERE kind = ?1 AND name = ?2")
            let old = try update.setAges(ages, aging) {
                present.contains($0)
            } binding: { owner in
                update.bind(owner.kind.rawValue, at: 0)
                update.bind(owner.name, at: 1)
            }
            return Set(old)
        }
    }
}

extension SQLiteStatement {
    /// Writes the ages that changed as the third value of this statement.
    /// - Returns: what is older than the limit now.
    fileprivate func setAges<Thing>(
        _ ages: [(Thing, Int64)], _ aging: StateDatabase.Aging, isPresent: (Thing) -> Bool,
        binding bindKey: (Thing) -> Void
    ) throws(SQLiteError) -> [Thing] {
        var old: [Thing] = []
        for (thing, age) in ages {
            // A damaged age must not end the program.
            let now = isPresent(thing) ? 0 : age &+ aging.elapsedMilliseconds
            if now > aging.limitMilliseconds { old.append(thing) }
            guard now != age else { continue }
            bindKey(thing)
            bind(now, at: 2)
            try run()
        }
        return old
    }
}
