import TestSupport
import Testing

@testable import OperatorChecks

@Suite("the Python of the watched tool")
struct PythonSearchTests {
    private let procfs: TemporaryDirectory

    init() throws { procfs = try TemporaryDirectory("procfs") }

    private func process(_ pid: Int, _ arguments: String..., environment: String = "") throws {
        try procfs.write(arguments.map { $0 + "\0" }.joined(), to: "\(pid)/cmdline")
        try procfs.write(environment, to: "\(pid)/environ")
    }

    private var found: PythonSearch.Interpreter? {
        PythonSearch.interpreter(procfs: procfs.path) {
            String(decoding: $0, as: UTF8.self).contains("-m tool.web")
        }
    }

    @Test("it is the one that was called, by its path, its environment or its working directory")
    func interpreters() throws {
        #expect(found == nil)
        try process(7, "/bin/sh", "-c", "python -m tool.web")
        try process(8, "python3", "-m", "other")
        #expect(found == nil, "a shell is no Python, and another program not meant")
        try process(30, "venv/bin/python", "-m", "tool.web")
        #expect(found == .found("\(procfs.path)/30/cwd/venv/bin/python"))
        try process(20, "python3", "-m", "tool.web", environment: "A=b\0VIRTUAL_ENV=/srv/venv\0")
        #expect(found == .found("/srv/venv/bin/python"))
        try process(10, "/opt/bin/python3.12", "-m", "tool.web")
        #expect(found == .found("/opt/bin/python3.12"), "the first of them")
    }

    @Test("an index that answers nothing in time is unknown")
    func late() throws {
        let script = try procfs.write("#!/bin/sh\nsleep 600\n", to: "bin/python3")
        try process(10, script, "-m", "tool.web")
        _ = try ChildProcess.run("/usr/bin/env", ["chmod", "755", script])
        let answer = PythonSearch.outdated(procfs: procfs.path, deadline: .milliseconds(50)) { _ in true }
        #expect(answer == .unknown(reason: "pip did not end in time"))
    }
}
