/// A whole glob: components, and `**` for any number of directories.
struct PathGlob: Equatable, Sendable {
    enum Component: Equatable, Sendable {
        case pattern(GlobPattern)
        case anyDirectories
    }

    let components: [Component]
    let isAbsolute: Bool

    init(_ source: String) {
        let path = BytePath(source)
        isAbsolute = path.isAbsolute
        let star = [UInt8](repeating: UInt8(ascii: "*"), count: 2)
        var components: [Component] = []
        for name in path.components {
            let component: Component =
                name.bytes == star ? .anyDirectories : .pattern(GlobPattern(name.bytes))
            // `**/**` says the same as `**`, at a quadratic price.
            if component != .anyDirectories || components.last != component { components.append(component) }
        }
        // A glob names files: `dir/**` means every file below dir.
        if components.last == .anyDirectories { components.append(.pattern(GlobPattern([star[0]]))) }
        self.components = components
    }

    /// Whether no component before the one at `index` has a wildcard.
    func isFixed(before index: Int) -> Bool {
        components[..<index].allSatisfy { component in
            if case .pattern(let pattern) = component { pattern.literal != nil } else { false }
        }
    }

    /// The directory of what it finds, if it names that in full.
    var fixedDirectory: BytePath? {
        guard !components.isEmpty, isFixed(before: components.count - 1) else { return nil }
        return components.dropLast().reduce(root) { directory, component in
            guard case .pattern(let pattern) = component, let name = pattern.literal else { return directory }
            return directory.appending(name)
        }
    }

    /// Where expansion starts.
    var root: BytePath { BytePath(isAbsolute ? "/" : ".") }

    /// Whether expansion would yield this path, going by its name alone.
    func matches(_ path: BytePath, includesHidden: Bool = false) -> Bool {
        guard path.isAbsolute == isAbsolute else { return false }
        return matches(path.components[...], components[...], includesHidden)
    }

    private func matches(
        _ names: ArraySlice<BytePath>,
        _ components: ArraySlice<Component>,
        _ includesHidden: Bool
    ) -> Bool {
        guard let component = components.first else { return names.isEmpty }
        switch component {
        case .pattern(let pattern):
            guard let name = names.first, pattern.matches(name, includesHidden: includesHidden) else {
                return false
            }
            return matches(names.dropFirst(), components.dropFirst(), includesHidden)
        case .anyDirectories:
            if matches(names, components.dropFirst(), includesHidden) { return true }
            guard let name = names.first, includesHidden || !name.isHidden else { return false }
            return matches(names.dropFirst(), components, includesHidden)
        }
    }
}

/// The globs of one log: what belongs to it, by name.
struct LogGlobs: Sendable {
    let includes: [PathGlob]
    let excludes: [PathGlob]
    /// The directories that are named in full: a rotation may move files from one of them to another, as with
    /// logrotate's `olddir`.
    let directories: [BytePath]

    init(_ source: LogSource) {
        includes = source.paths.map(PathGlob.init)
        excludes = source.exclude.map(PathGlob.init)
        directories = Set(includes.compactMap(\.fixedDirectory)).sorted()
    }

    /// Whether a file with this name is one of the log's, to be read.
    func claims(_ path: BytePath) -> Bool { finds(path) && !RotatedName.isCompressed(path.name) }

    /// Whether a file with this name is one of the log's, but no text.
    func claimsCompressed(_ path: BytePath) -> Bool { RotatedName.isCompressed(path.name) && finds(path) }

    func finds(_ path: BytePath, ignoringExclusion: Bool = false) -> Bool {
        includes.contains { $0.matches(path) } && (ignoringExclusion || !isExcluded(path))
    }

    func isExcluded(_ path: BytePath) -> Bool {
        excludes.contains { $0.matches(path, includesHidden: true) }
    }
}
