import Foundation
import Testing

/// A directory of its own for one test, gone with it.
final class ScratchTree: Sendable {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appendingPathComponent("tree-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        // Tests take permissions away; without them the tree could not be removed.
        for case let relative as String in FileManager.default.enumerator(atPath: path) ?? .init() {
            setPermissions(relative, 0o755)
        }
        do { try FileManager.default.removeItem(atPath: path) } catch {
            print("left behind: \(path): \(error)")
        }
    }

    subscript(_ relative: String) -> String { "\(path)/\(relative)" }

    func write(_ relative: String, _ text: String) throws {
        let file = self[relative]
        let parent = (file as NSString).deletingLastPathComponent
        try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
        try Data(text.utf8).write(to: URL(fileURLWithPath: file))
    }

    /// A team whose members bear these names.
    func writeTeam(_ name: String, members: [String] = ["lead"], joinedAtMs: Int64 = 1_785_355_200_000) throws
    {
        let entries = members.map { "{\"name\":\"\($0)\",\"joinedAt\":\(joinedAtMs)}" }.joined(separator: ",")
        try write("teams/\(name)/config.json", "{\"name\":\"\(name)\",\"members\":[\(entries)]}")
    }

    func link(_ relative: String, to target: String) throws {
        let parent = (self[relative] as NSString).deletingLastPathComponent
        try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(atPath: self[relative], withDestinationPath: target)
    }

    func remove(_ relative: String) throws { try FileManager.default.removeItem(atPath: self[relative]) }

    func copy(_ source: String, to relative: String) throws {
        let parent = (self[relative] as NSString).deletingLastPathComponent
        try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
        try FileManager.default.copyItem(atPath: source, toPath: self[relative])
    }
}

// Each call below passes Swift strings, which become C strings that outlive it.
extension ScratchTree {
    func setPermissions(_ relative: String, _ mode: mode_t) { _ = unsafe chmod(self[relative], mode) }

    func makePipe(_ relative: String) { #expect(unsafe mkfifo(self[relative], 0o644) == 0) }

    func makeSocket(_ relative: String) { #expect(unsafe mknod(self[relative], S_IFSOCK | 0o644, 0) == 0) }

    func grow(_ relative: String, toBytes size: Int) {
        #expect(unsafe truncate(self[relative], off_t(size)) == 0)
    }

    /// Makes a directory whose name may be any bytes, and writes a config into it.
    func writeTeam(rawName: [UInt8]) throws {
        try writeTeam("renamed")
        let target = Array("\(path)/teams/".utf8) + rawName + [0]
        let isRenamed = unsafe target.withUnsafeBufferPointer { bytes in
            unsafe bytes.withMemoryRebound(to: CChar.self) { characters in
                guard let start = characters.baseAddress else { return false }
                return unsafe rename(self["teams/renamed"], start) == 0
            }
        }
        #expect(isRenamed)
    }
}

private struct NoSuchFunction: Error {}

/// Runs `body` on this thread without the privileges that root has over files.
func asOrdinaryUser<Result>(_ body: () throws -> Result) throws -> Result {
    guard getuid() == 0 else { return try body() }
    typealias SetFileUser = @convention(c) (uid_t) -> Int32
    // The C library has this function with this signature (setfsuid(2)); its header is in no module.
    guard let address = unsafe dlsym(nil, "setfsuid") else { throw NoSuchFunction() }
    let setFileUser = unsafe unsafeBitCast(address, to: SetFileUser.self)
    // Affects this thread alone; leaving user 0 also drops the capability to read everything.
    _ = setFileUser(65534)
    defer { _ = setFileUser(0) }
    return try body()
}
