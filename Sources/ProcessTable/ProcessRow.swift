/// One process in the scanner's table, with what is kept of it from scan to scan.
struct ProcessRow {
    /// What a process is by itself, whatever it descends from.
    enum Role { case other, agent, lead, multiplexer }

    /// Places in the table that are none.
    enum Place {
        static let none: Int32 = -1
        static let unresolved: Int32 = -2
        static let underWay: Int32 = -3
    }

    let pid: Int32
    var statistics: ProcessStatistics
    var role = Role.other
    /// For an agent: the same for all processes whose arguments name the same one.
    var agentMark: UInt64 = 0
    /// For a multiplexer: the lead that it was started for; 0 when it was for none.
    var swarmLead: Int32 = 0
    /// Place of the process that this one counts to.
    var owner = Place.unresolved
    /// The owner of the last scan that gave it one; pid 0 when there was none.
    var lastOwner = ProcessIdentity(pid: 0, startTicks: 0)
    /// Turns of the main thread when the following were read.
    var turns: UInt64?
    var switches: ProcessUsage.Switches?
    var inputOutput: ProcessUsage.IO?
    var openFiles: Int?
    var proportionalBytes: UInt64?

    init(pid: Int32, statistics: ProcessStatistics) {
        self.pid = pid
        self.statistics = statistics
    }

    var identity: ProcessIdentity { ProcessIdentity(pid: pid, startTicks: statistics.startTicks) }

    /// Takes over what holds for the process as long as it lives.
    mutating func carryOn(from earlier: ProcessRow) {
        (role, agentMark, swarmLead) = (earlier.role, earlier.agentMark, earlier.swarmLead)
        lastOwner = earlier.lastOwner
        (turns, switches) = (earlier.turns, earlier.switches)
        (inputOutput, openFiles) = (earlier.inputOutput, earlier.openFiles)
        proportionalBytes = earlier.proportionalBytes
    }

    /// Whether another program may run now than the one whose command line was read.
    ///
    /// Where the kernel hides the marks of an exec, only the command line itself can tell. One that overwrote its
    /// title still is what it was.
    func mayHaveChanged(since earlier: ProcessRow) -> Bool {
        guard statistics.isAlive else { return false }
        guard statistics.imageMark != 0 else { return true }
        return statistics.imageMark != earlier.statistics.imageMark
    }
}

/// The processes of one scan, by pid.
struct ProcessRows {
    private(set) var rows: [ProcessRow] = []
    private var trail: [Int] = []

    var indices: Range<Int> { rows.indices }

    subscript(place: Int) -> ProcessRow {
        get { rows[place] }
        _modify { yield &rows[place] }
    }

    mutating func removeAll() { rows.removeAll(keepingCapacity: true) }

    /// - Parameter row: of a pid above all that are here.
    mutating func append(_ row: ProcessRow) { rows.append(row) }

    func place(of pid: Int32) -> Int? {
        var (low, high) = (0, rows.count)
        while low < high {
            let middle = (low + high) / 2
            if rows[middle].pid < pid { low = middle + 1 } else { high = middle }
        }
        return low < rows.count && rows[low].pid == pid ? low : nil
    }

    func place(of identity: ProcessIdentity) -> Int? {
        guard let place = place(of: identity.pid), rows[place].statistics.startTicks == identity.startTicks
        else { return nil }
        return place
    }

    /// The process that started this one, as far as it is still there: a pid that started later is another's.
    func parent(of place: Int) -> Int? {
        guard let parent = self.place(of: rows[place].statistics.parentPID), parent != place,
            rows[parent].statistics.startTicks <= rows[place].statistics.startTicks
        else { return nil }
        return parent
    }
}

// MARK: Descent

extension ProcessRows {
    /// Gives each process the nearest agent or lead that it descends from.
    ///
    /// A terminal multiplexer ends the line: its server runs what others asked for. A process that left its parents
    /// (a server in the background) still counts to its agent as long as that lives.
    mutating func resolveOwners() {
        for place in rows.indices where rows[place].owner == ProcessRow.Place.unresolved {
            let owner = climb(from: place)
            settle(owner)
        }
    }

    /// Fills `trail` with the places from `start` upwards whose owner is found with this one.
    private mutating func climb(from start: Int) -> Int32 {
        trail.removeAll(keepingCapacity: true)
        var place = start
        while true {
            let known = rows[place].owner
            // A circle can only come from a table that changed while it was read.
            if known == ProcessRow.Place.underWay { return ProcessRow.Place.none }
            if known != ProcessRow.Place.unresolved { return known }
            rows[place].owner = ProcessRow.Place.underWay
            trail.append(place)
            let parent = parent(of: place)
            switch rows[place].role {
            case .multiplexer: return ProcessRow.Place.none
            case .lead: return Int32(place)
            case .agent:
                // A wrapper and the program it starts, or a fork before its exec, are one agent.
                guard let parent, rows[parent].role == .agent,
                    rows[parent].agentMark == rows[place].agentMark
                else { return Int32(place) }
            case .other: break
            }
            guard let parent else { return ProcessRow.Place.none }
            place = parent
        }
    }

    private mutating func settle(_ found: Int32) {
        var owner = found
        for place in trail.reversed() {
            if owner == ProcessRow.Place.none { owner = earlierOwner(of: place) }
            rows[place].owner = owner
            if owner >= 0 { rows[place].lastOwner = rows[Int(owner)].identity }
        }
    }

    private func earlierOwner(of place: Int) -> Int32 {
        let row = rows[place]
        guard row.lastOwner.pid != 0, row.role != .multiplexer, let owner = self.place(of: row.lastOwner),
            rows[owner].role == .agent || rows[owner].role == .lead
        else { return ProcessRow.Place.none }
        return Int32(owner)
    }

    /// Whether the process runs in a pane of a lead that is gone: the multiplexer above it names the lead's pid, and
    /// no process of that pid is as old.
    func hasLostLead(_ start: Int) -> Bool {
        var place = start
        // Bounded, because a table that changed while it was read may hold a circle.
        for _ in 0..<64 {
            guard let parent = parent(of: place) else { return false }
            place = parent
            guard rows[place].role == .multiplexer else { continue }
            let lead = rows[place].swarmLead
            guard lead > 0 else { return false }
            guard let found = self.place(of: lead) else { return true }
            return rows[found].statistics.startTicks > rows[place].statistics.startTicks
                || !rows[found].statistics.isAlive
        }
        return false
    }
}
