import TestSupport
import Testing

@testable import HostState

@Suite("ControlGroups")
struct ControlGroupsTests {
    @Test(
        "the group of version 2 is found among those of version 1",
        arguments: [
            (
                "0::/user.slice/user-1000.slice/session-3.scope\n",
                "/user.slice/user-1000.slice/session-3.scope"
            ),
            ("5:memory:/x\n0::/\n", "/"), ("5:memory:/x\n0::/a b:c\n1:cpu:/", "/a b:c"),
        ])
    func found(file: String, path: String) {
        #expect(ControlGroupPath(cgroupFile: Array(file.utf8))?.text == path)
    }

    @Test(
        "a group that was removed, or that we do not see, is none",
        arguments: [
            "", "5:memory:/x\n", "0::/gone.scope (deleted)\n", "0::/../other\n", "0::/a/../b\n", "0::x\n",
        ])
    func none(file: String) { #expect(ControlGroupPath(cgroupFile: Array(file.utf8)) == nil) }

    @Test(
        "what the kernel tells of a group is read, and what it does not tell is absent",
        arguments: ["", "/unified"])
    func figures(mount: String) throws {
        let sysfs = try TemporaryDirectory("sysfs")
        #expect(ControlGroups(sysfs: sysfs.path) == nil)
        let root = "fs/cgroup\(mount)"
        try sysfs.write("cpu memory\n", to: "\(root)/cgroup.controllers")
        let full = "full avg10=0.00 avg60=0.00 avg300=0.00 total=2500000\n"
        let some = "some avg10=0.00 avg60=0.00 avg300=0.00 total=7\n"
        try sysfs.write(some + full, to: "\(root)/a.scope/cpu.pressure")
        try sysfs.write("4096\n", to: "\(root)/a.scope/memory.current")
        try sysfs.write("max\n", to: "\(root)/a.scope/memory.max")
        let groups = try #require(ControlGroups(sysfs: sysfs.path))
        let path = try #require(ControlGroupPath(cgroupFile: Array("0::/a.scope\n".utf8)))
        let found = groups.figures(of: path)
        #expect(found.cpu?.waitingUs == 7 && found.cpu?.stalledUs == 2_500_000)
        #expect(found.memory == nil && found.io == nil)
        #expect(found.memoryBytes == 4096 && found.memoryLimitBytes == nil)
        try sysfs.write("8192\n", to: "\(root)/a.scope/memory.max")
        #expect(groups.figures(of: path).memoryLimitBytes == 8192)
        let other = try #require(ControlGroupPath(cgroupFile: Array("0::/gone.scope\n".utf8)))
        #expect(groups.figures(of: other) == ControlGroupFigures())
    }

    @Test("what the whole machine waits for is no agent's; a container's own root is a group like others")
    func rootOfAll() throws {
        let sysfs = try TemporaryDirectory("sysfs")
        try sysfs.write("cpu memory\n", to: "fs/cgroup/cgroup.controllers")
        try sysfs.write("some avg10=0.00 avg60=0.00 avg300=0.00 total=7\n", to: "fs/cgroup/cpu.pressure")
        let groups = try #require(ControlGroups(sysfs: sysfs.path))
        let root = try #require(ControlGroupPath(cgroupFile: Array("0::/\n".utf8)))
        #expect(groups.figures(of: root) == ControlGroupFigures())
        try sysfs.write("domain\n", to: "fs/cgroup/cgroup.type")
        #expect(groups.figures(of: root).cpu?.waitingUs == 7)
    }
}
