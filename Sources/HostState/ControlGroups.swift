/// A control group of the version 2 hierarchy, as the kernel names it to us.
package struct ControlGroupPath: Hashable, Sendable {
    let text: String

    /// - Parameter text: of `/proc/<pid>/cgroup`.
    ///
    /// Nil when the process is in none (version 1 alone), in one that was removed, or in one outside of the part of
    /// the hierarchy that we see (a container sees its own).
    package init?(cgroupFile text: [UInt8]) {
        let line = text.split(separator: UInt8(ascii: "\n")).first { $0.starts(with: "0::/".utf8) }
        guard let path = line?.dropFirst("0::".utf8.count) else { return nil }
        let names = path.split(separator: UInt8(ascii: "/"))
        let isElsewhere = names.contains { $0.elementsEqual("..".utf8) }
        let isGone = path.suffix(" (deleted)".utf8.count).elementsEqual(" (deleted)".utf8)
        guard !isElsewhere, !isGone, let text = String(validating: path, as: UTF8.self) else { return nil }
        self.text = text
    }
}

/// What one control group and all below it have waited for and hold; nil what the kernel does not tell.
package struct ControlGroupFigures: Equatable, Sendable {
    package var cpu: PressureTotals?
    package var memory: PressureTotals?
    package var io: PressureTotals?
    package var memoryBytes: UInt64?
    /// Nil without a limit of its own.
    package var memoryLimitBytes: UInt64?
}

/// The version 2 hierarchy of control groups where it is mounted, alone or beside version 1.
package struct ControlGroups: Sendable {
    private let root: String
    /// These files are some lines long.
    private static let fileBytes = 4096

    /// Nil where there is no such hierarchy.
    ///
    /// - Parameter sysfs: usually `/sys`.
    package init?(sysfs: String) {
        let places = ["\(sysfs)/fs/cgroup", "\(sysfs)/fs/cgroup/unified"]
        let found = places.first { Self.read("\($0)/cgroup.controllers") != nil }
        guard let found else { return nil }
        root = found
    }

    /// The group that a process is in.
    package func group(of pid: Int32, procfs: String) -> ControlGroupPath? {
        Self.read("\(procfs)/\(pid)/cgroup").flatMap { ControlGroupPath(cgroupFile: $0) }
    }

    /// Nothing for the root of the machine's hierarchy: what all wait for is no agent's own.
    package func figures(of group: ControlGroupPath) -> ControlGroupFigures {
        let directory = group.text == "/" ? root : root + group.text
        guard group.text != "/" || isBelowAnother else { return ControlGroupFigures() }
        func pressure(_ resource: String) -> PressureTotals? {
            Self.read("\(directory)/\(resource).pressure").flatMap { PressureTotals(pressureFile: $0) }
        }
        return ControlGroupFigures(
            cpu: pressure("cpu"), memory: pressure("memory"), io: pressure("io"),
            memoryBytes: Self.number("\(directory)/memory.current"),
            memoryLimitBytes: Self.number("\(directory)/memory.max"))
    }

    /// Every group but the machine's own root has a type, that of a container too, which sees itself as the root.
    private var isBelowAnother: Bool { Self.read("\(root)/cgroup.type") != nil }

    private static func read(_ path: String) -> [UInt8]? {
        HostCalls.read(path, limitBytes: fileBytes, chunkBytes: fileBytes)
    }

    /// Nil also for the word `max`.
    private static func number(_ path: String) -> UInt64? {
        read(path).flatMap { UInt64(String(decoding: $0.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)) }
    }
}
