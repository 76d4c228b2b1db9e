/// What must outlive the program so that nothing that a process used counts twice.
extension AgentUsage {
    package struct Memory: Sendable {
        /// One process and what it had used when it was last seen; of its usage only what is counted.
        package struct Process: Sendable {
            package var identity: ProcessIdentity
            package var parentPID: Int32
            package var usage: ProcessUsage

            package init(identity: ProcessIdentity, parentPID: Int32, usage: ProcessUsage) {
                self.identity = identity
                self.parentPID = parentPID
                self.usage = usage
            }
        }

        package var bootID: String
        package var agents: [(key: AgentKey, record: AgentRecord)]
        package var processes: [Process]

        package init(
            bootID: String, agents: [(key: AgentKey, record: AgentRecord)], processes: [Process]
        ) {
            self.bootID = bootID
            self.agents = agents
            self.processes = processes
        }
    }

    package var memory: Memory {
        Memory(
            bootID: bootID, agents: agents.map { ($0.key, $0.value) },
            processes: processes.map {
                Memory.Process(identity: $0.key, parentPID: $0.value.parentPID, usage: $0.value.usage)
            })
    }

    /// Goes on from what an earlier run remembered.
    package init(_ memory: Memory) {
        self.init()
        bootID = memory.bootID
        for (key, record) in memory.agents { agents[key] = record }
        for process in memory.processes {
            processes[process.identity] = ProcessMemory(
                usage: process.usage, parentPID: process.parentPID, round: 0)
        }
    }
}
