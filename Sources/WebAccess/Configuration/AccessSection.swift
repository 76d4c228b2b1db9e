import YAMLReading

/// Reads `access`: what of the program who may see.
enum AccessSection {
    /// - Parameter names: of users and tokens.
    static func rules(_ reader: inout MappingReader, names: Set<String>) -> AccessRules {
        var rules = AccessRules()
        guard var section = reader.mapping("access") else { return rules }
        if names.isEmpty {
            reader.report(
                "'access' is given, but there is nobody to tell apart", key: "access",
                hint: "add basic_auth_users or bearer_tokens")
        }
        for area in AccessRules.Area.allCases {
            if let requirement = requirement(&section, area, names) { rules[area] = requirement }
        }
        section.finish()
        return rules
    }

    private static func requirement(
        _ section: inout MappingReader, _ area: AccessRules.Area, _ names: Set<String>
    ) -> AccessRules.Requirement? {
        let key = area.rawValue
        guard let written = section.strings(key) else { return nil }
        switch written {
        case ["open"]:
            guard area == .lifecycle else { return .open }
            section.report("'\(key)' cannot be open", key: key, hint: "write authenticated, or names")
            return nil
        case ["authenticated"]: return .authenticated
        case []:
            section.report(
                "'\(key)' lets nobody in", key: key, hint: "write open, authenticated, or names of users")
            return nil
        default: break
        }
        for name in written where !names.contains(name) {
            let meant = Suggestion.closest(to: name, among: names.union(["open", "authenticated"]))
            section.report(
                "'\(key)' names '\(name)', which is no user and no token", key: key,
                hint: meant.map { "did you mean '\($0)'?" }
                    ?? "known: \(names.sorted().joined(separator: ", "))")
        }
        return .only(Set(written))
    }
}
