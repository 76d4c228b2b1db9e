import ProcessTable
import TeamTracking

/// Writes what is remembered of the processes of agents, and reads it back.
extension AgentUsage {
    /// The one document that holds it.
    static let documentName = [UInt8(ascii: "U")]
    private static let version: UInt8 = 1

    func encoded() -> [UInt8] {
        var writer = ByteWriter()
        let memory = memory
        writer.put(Self.version)
        writer.put(memory.bootID)
        writer.put(UInt64(memory.agents.count))
        for (key, record) in memory.agents {
            writer.put(key.team)
            writer.put(key.agent)
            record.encode(into: &writer)
        }
        writer.put(UInt64(memory.processes.count))
        for process in memory.processes {
            writer.put(Int64(process.identity.pid))
            writer.put(process.identity.startTicks)
            writer.put(Int64(process.parentPID))
            process.usage.encode(into: &writer)
        }
        return writer.bytes
    }

    init(decoding bytes: [UInt8]) throws(UndecodableBytes) {
        var reader = ByteReader(bytes)
        guard try reader.byte() == Self.version else { throw UndecodableBytes() }
        var memory = Memory(bootID: try reader.text(), agents: [], processes: [])
        for _ in 0..<(try reader.count()) {
            let key = AgentKey(team: try reader.text(), agent: try reader.text())
            memory.agents.append((key, try AgentRecord(from: &reader)))
        }
        for _ in 0..<(try reader.count()) {
            let pid = Int32(truncatingIfNeeded: try reader.amount())
            let identity = ProcessIdentity(pid: pid, startTicks: try reader.unsigned())
            let parentPID = Int32(truncatingIfNeeded: try reader.amount())
            let usage = try ProcessUsage(from: &reader)
            memory.processes.append(.init(identity: identity, parentPID: parentPID, usage: usage))
        }
        guard reader.isAtEnd else { throw UndecodableBytes() }
        self.init(memory)
    }
}

extension AgentRecord {
    fileprivate func encode(into writer: inout ByteWriter) {
        var counters = ProcessUsage(userTicks: userTicks, systemTicks: systemTicks)
        (counters.inputOutput, counters.switches, counters.runDelayNs) = (inputOutput, switches, runDelayNs)
        counters.encode(into: &writer)
        writer.put(lastSeenMs)
    }

    fileprivate init(from reader: inout ByteReader) throws(UndecodableBytes) {
        self.init()
        let counters = try ProcessUsage(from: &reader)
        (userTicks, systemTicks) = (counters.userTicks, counters.systemTicks)
        (inputOutput, switches, runDelayNs) = (counters.inputOutput, counters.switches, counters.runDelayNs)
        lastSeenMs = try reader.amount()
    }
}

/// What of a usage only grows.
extension ProcessUsage {
    fileprivate func encode(into writer: inout ByteWriter) {
        writer.put(userTicks)
        writer.put(systemTicks)
        Self.put([inputOutput?.readBytes, inputOutput?.writtenBytes], into: &writer)
        Self.put([switches?.voluntary, switches?.involuntary], into: &writer)
        Self.put([runDelayNs], into: &writer)
    }

    fileprivate init(from reader: inout ByteReader) throws(UndecodableBytes) {
        self.init(userTicks: try Self.counter(&reader), systemTicks: try Self.counter(&reader))
        if let pair = try Self.counters(2, &reader) {
            inputOutput = IO(readBytes: pair[0], writtenBytes: pair[1])
        }
        if let pair = try Self.counters(2, &reader) {
            switches = Switches(voluntary: pair[0], involuntary: pair[1])
        }
        runDelayNs = try Self.counters(1, &reader)?[0]
    }

    /// All of them are known, or none.
    private static func put(_ numbers: [UInt64?], into writer: inout ByteWriter) {
        let known = numbers.compactMap(\.self)
        writer.put(known.count == numbers.count)
        guard known.count == numbers.count else { return }
        for number in known { writer.put(number) }
    }

    private static func counters(
        _ count: Int, _ reader: inout ByteReader
    ) throws(UndecodableBytes) -> [UInt64]? {
        guard try reader.flag() else { return nil }
        var numbers: [UInt64] = []
        for _ in 0..<count { numbers.append(try counter(&reader)) }
        return numbers
    }

    /// No number to which what a process uses could be added until it overflows.
    private static func counter(_ reader: inout ByteReader) throws(UndecodableBytes) -> UInt64 {
        let number = try reader.unsigned()
        guard number < 1 << 62 else { throw UndecodableBytes() }
        return number
    }
}
