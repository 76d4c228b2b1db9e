/// Looks at one small file that another program may replace or remove at any time.
package enum LoneFile {
    /// What a regular file holds; nil when there is none, it is longer, or it cannot be read now.
    ///
    /// - Parameter path: absolute; its last component is not followed when it is a link, and no FIFO is opened.
    package static func bytes(of path: [UInt8], limitBytes: Int) -> [UInt8]? {
        guard let (directory, name) = open(path) else { return nil }
        var buffer: [UInt8] = []
        guard (try? directory.read(name, limitBytes: limitBytes, into: &buffer)) != nil else { return nil }
        return buffer
    }

    /// When a regular file was last changed, in milliseconds since 1970; nil when there is none.
    package static func modifiedMs(of path: [UInt8]) -> Int64? {
        guard let (directory, name) = open(path), let stamp = try? directory.stamp(of: name),
            stamp.kind == .regular
        else { return nil }
        return stamp.modifiedNs / 1_000_000
    }

    private static func open(_ path: [UInt8]) -> (DirectoryHandle, PathBytes)? {
        guard let cut = path.lastIndex(of: UInt8(ascii: "/")), cut > 0, !path.contains(0) else { return nil }
        let parent = PathBytes(Array(path[..<cut]))
        guard let directory = try? DirectoryHandle.open(operatorPath: parent) else { return nil }
        return (directory, PathBytes(Array(path[(cut + 1)...])))
    }
}
