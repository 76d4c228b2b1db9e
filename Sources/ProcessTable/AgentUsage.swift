/// Names an agent as the exported series do.
package struct AgentKey: Hashable, Sendable {
    package var team: String
    package var agent: String

    package init(team: String, agent: String) {
        self.team = team
        self.agent = agent
    }

    /// Stands for all agents beyond the bound.
    package static let overflow = AgentKey(team: "__overflow__", agent: "__overflow__")
}

/// Adds up what the processes of each agent use now, and have used since we look: what a process used stays when it
/// ends. Pure.
///
/// A process that is seen for the first time brings all that it has used so far; from then on it adds what is new.
/// What it uses between our last look and its end is lost.
package struct AgentUsage: Sendable {
    /// How many agents are told apart; those beyond share `AgentKey.overflow`.
    package static let maxAgents = 5000

    package internal(set) var agents: [AgentKey: AgentRecord] = [:]
    /// Which run of the machine the processes are of.
    package internal(set) var bootID = ""
    var processes: [ProcessIdentity: ProcessMemory] = [:]
    private var round: UInt64 = 0
    /// By parent: I/O of children that ended since the last look, as far as it was counted.
    private var inherited: [Int32: ProcessUsage.IO] = [:]
    private let maxAgents: Int

    /// What a process had used when it was last seen.
    struct ProcessMemory {
        var usage: ProcessUsage
        var parentPID: Int32
        var round: UInt64
    }

    package init(maxAgents: Int = AgentUsage.maxAgents) { self.maxAgents = maxAgents }

    /// Takes in one look at the process table.
    ///
    /// - Parameters:
    ///   - keys: whose each process of an agent or lead is; what descends from others is left out.
    ///   - nowMs: milliseconds since 1970.
    package mutating func update(
        _ owned: [OwnedProcess], keys: [ProcessIdentity: AgentKey], nowMs: Int64
    ) {
        round += 1
        noteInheritance(owned)
        for place in agents.values.indices { agents.values[place].now = AgentRecord.Now() }
        var (root, record, key): (ProcessIdentity?, AgentRecord, AgentKey?) = (nil, AgentRecord(), nil)
        for process in owned {
            // Processes of one agent mostly stand together, so that its record is seldom fetched.
            if process.root != root {
                if let key { agents[key] = record }
                root = process.root
                key = keys[process.root].map(admitted)
                record = key.flatMap { agents[$0] } ?? AgentRecord()
            }
            guard key != nil else { continue }
            record.add(process, news: news(of: process))
            record.lastSeenMs = nowMs
        }
        if let key { agents[key] = record }
        forgetDeadProcesses()
    }

    /// Tells which run of the machine is looked at from now on: processes of another one are gone.
    package mutating func begin(bootID: String) {
        guard bootID != self.bootID else { return }
        self.bootID = bootID
        processes = [:]
    }

    /// Lets go of agents that have no process and are not wanted any more.
    package mutating func keep(where isWanted: (AgentKey, AgentRecord) -> Bool) {
        let gone = agents.filter { $0.value.now.processes == 0 && !isWanted($0.key, $0.value) }
        for key in gone.keys { agents[key] = nil }
    }

    private func admitted(_ key: AgentKey) -> AgentKey {
        agents[key] != nil || agents.count < maxAgents ? key : .overflow
    }

    /// What the process used since it was last seen.
    private mutating func news(of process: OwnedProcess) -> ProcessUsage {
        let parent = process.parentPID
        guard let earlier = processes[process.identity] else {
            processes[process.identity] = ProcessMemory(usage: process.usage, parentPID: parent, round: round)
            return process.usage
        }
        var (news, usage) = process.usage.since(earlier.usage)
        processes[process.identity] = ProcessMemory(usage: usage, parentPID: parent, round: round)
        if let inherited = inherited[process.identity.pid] { news.inputOutput?.subtract(inherited) }
        return news
    }

    /// Finds the processes that ended, and what their parents have taken over of them.
    ///
    /// The kernel adds the I/O of a child to its parent's when the parent asks how it ended; what we counted of the child
    /// must not count again. (Processor times are kept apart, as cutime and cstime.)
    private mutating func noteInheritance(_ owned: [OwnedProcess]) {
        inherited.removeAll(keepingCapacity: true)
        for process in owned { processes[process.identity]?.round = round }
        let ended = processes.filter { $0.value.round != round }
        guard !ended.isEmpty else { return }
        let endedByPID = Dictionary(ended.map { ($0.key.pid, $0.value) }) { first, _ in first }
        for memory in ended.values {
            guard let counted = memory.usage.inputOutput else { continue }
            var heir = memory.parentPID
            // Bounded, because what was remembered of several looks may hold a circle.
            for _ in 0..<64 {
                guard let next = endedByPID[heir] else { break }
                heir = next.parentPID
            }
            inherited[heir, default: .init(readBytes: 0, writtenBytes: 0)].add(counted)
        }
    }

    private mutating func forgetDeadProcesses() {
        guard processes.contains(where: { $0.value.round != round }) else { return }
        processes = processes.filter { $0.value.round == round }
    }
}

/// What one agent's processes use and have used.
package struct AgentRecord: Sendable {
    /// Of the processes that are there, all of them; nil where one of them could not be read.
    package struct Now: Sendable {
        package var processes = 0
        private var states = InlineArray<6, Int>(repeating: 0)
        package var threads = 0
        package var residentPages: Int64 = 0
        package var openFiles: Int? = 0
        package var proportionalBytes: UInt64? = 0
        /// Start of the agent's own process, the oldest of several.
        package var startTicks: UInt64?

        package init() {}

        package func count(of state: ProcessState) -> Int { states[state.place] }

        fileprivate mutating func count(_ state: ProcessState) { states[state.place] += 1 }
    }

    package var now = Now()
    package var userTicks: UInt64 = 0
    package var systemTicks: UInt64 = 0
    /// Nil until one process could be read.
    package var inputOutput: ProcessUsage.IO?
    package var switches: ProcessUsage.Switches?
    package var runDelayNs: UInt64?
    package var lastSeenMs: Int64 = 0

    package init() {}

    fileprivate mutating func add(_ process: OwnedProcess, news: ProcessUsage) {
        addNow(process)
        userTicks += news.userTicks
        systemTicks += news.systemTicks
        if let news = news.inputOutput {
            let sum = inputOutput ?? .init(readBytes: 0, writtenBytes: 0)
            inputOutput = .init(
                readBytes: sum.readBytes + news.readBytes, writtenBytes: sum.writtenBytes + news.writtenBytes)
        }
        if let news = news.switches {
            let sum = switches ?? .init(voluntary: 0, involuntary: 0)
            switches = .init(
                voluntary: sum.voluntary + news.voluntary, involuntary: sum.involuntary + news.involuntary)
        }
        if let delay = news.runDelayNs { runDelayNs = (runDelayNs ?? 0) + delay }
    }

    private mutating func addNow(_ process: OwnedProcess) {
        now.processes += 1
        now.count(process.state)
        if process.identity == process.root {
            now.startTicks = min(now.startTicks ?? .max, process.identity.startTicks)
        }
        // What only waits to be reaped has nothing any more.
        guard process.state != .zombie else { return }
        let usage = process.usage
        now.threads += usage.threads
        now.residentPages += usage.residentPages
        now.openFiles = now.openFiles.flatMap { sum in usage.openFiles.map { sum + $0 } }
        now.proportionalBytes = now.proportionalBytes.flatMap { sum in
            usage.proportionalBytes.map { sum + $0 }
        }
    }
}

extension ProcessUsage {
    /// What was added since `earlier`, and what is to be compared with next time; counters never go back, and what
    /// cannot be read now is remembered.
    fileprivate func since(_ earlier: ProcessUsage) -> (news: ProcessUsage, memory: ProcessUsage) {
        var (news, memory) = (self, self)
        (news.userTicks, memory.userTicks) = Self.step(from: earlier.userTicks, to: userTicks)
        (news.systemTicks, memory.systemTicks) = Self.step(from: earlier.systemTicks, to: systemTicks)
        if let old = earlier.inputOutput {
            let new = inputOutput ?? old
            let (read, readMemory) = Self.step(from: old.readBytes, to: new.readBytes)
            let (written, writtenMemory) = Self.step(from: old.writtenBytes, to: new.writtenBytes)
            news.inputOutput = IO(readBytes: read, writtenBytes: written)
            memory.inputOutput = IO(readBytes: readMemory, writtenBytes: writtenMemory)
        }
        if let old = earlier.switches {
            let new = switches ?? old
            let (voluntary, voluntaryMemory) = Self.step(from: old.voluntary, to: new.voluntary)
            let (involuntary, involuntaryMemory) = Self.step(from: old.involuntary, to: new.involuntary)
            news.switches = Switches(voluntary: voluntary, involuntary: involuntary)
            memory.switches = Switches(voluntary: voluntaryMemory, involuntary: involuntaryMemory)
        }
        if let old = earlier.runDelayNs {
            let (delay, delayMemory) = Self.step(from: old, to: runDelayNs ?? old)
            (news.runDelayNs, memory.runDelayNs) = (delay, delayMemory)
        }
        return (news, memory)
    }

    private static func step(from old: UInt64, to new: UInt64) -> (news: UInt64, memory: UInt64) {
        new > old ? (new - old, new) : (0, old)
    }
}

extension ProcessUsage.IO {
    fileprivate mutating func add(_ other: Self) {
        readBytes += other.readBytes
        writtenBytes += other.writtenBytes
    }

    /// A parent that ignores how its children end takes nothing over, so that there may be less than `other`.
    fileprivate mutating func subtract(_ other: Self) {
        readBytes -= min(readBytes, other.readBytes)
        writtenBytes -= min(writtenBytes, other.writtenBytes)
    }
}
