/// A file name or relative path as the kernel sees it: any bytes but NUL, kept with a final NUL for system calls.
///
/// Names on Linux are byte strings, so nothing here goes through `String`.
struct PathBytes: Hashable, Comparable, Sendable {
    /// The bytes, closed by one NUL.
    let terminated: [UInt8]

    init(_ bytes: some Collection<UInt8>) {
        precondition(!bytes.contains(0), "a path cannot hold a NUL byte")
        var terminated = [UInt8]()
        terminated.reserveCapacity(bytes.count + 1)
        terminated.append(contentsOf: bytes)
        terminated.append(0)
        self.terminated = terminated
    }

    /// Takes text from inside the program; whatever follows a NUL is not part of the path.
    init(_ text: String) { self.init(text.utf8.prefix { $0 != 0 }) }

    var bytes: ArraySlice<UInt8> { terminated.dropLast() }

    var components: [PathBytes] {
        bytes.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: true).map { PathBytes($0) }
    }

    /// The name without its `.json`, or nil when it does not end so or has nothing before it.
    var jsonStem: ArraySlice<UInt8>? {
        let suffix = Array(".json".utf8)
        guard bytes.count > suffix.count, bytes.suffix(suffix.count).elementsEqual(suffix) else { return nil }
        return bytes.dropLast(suffix.count)
    }

    /// `17.json`: a task or a session.
    var isNumberedJSON: Bool {
        jsonStem?.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ?? false
    }

    var isHidden: Bool { bytes.first == UInt8(ascii: ".") }

    func appending(_ name: PathBytes) -> PathBytes { PathBytes(bytes + [UInt8(ascii: "/")] + name.bytes) }

    static func < (left: PathBytes, right: PathBytes) -> Bool {
        left.bytes.lexicographicallyPrecedes(right.bytes)
    }
}
