import YAMLReading

/// Reads `basic_auth_users` and `bearer_tokens`.
///
/// Values are secrets, or may be by mistake: no message quotes them.
enum CredentialSection {
    /// More would make a wrong token cost a bcrypt each.
    private static let maxBcryptTokens = 8

    static func users(_ reader: inout MappingReader) -> [String: BcryptHash] {
        var users: [String: BcryptHash] = [:]
        for (name, key, value) in reader.entries("basic_auth_users") ?? [] {
            guard isName(name, key, &reader) else { continue }
            if name.contains(":") {
                reader.report(
                    "a user's name cannot hold a colon", at: key, hint: "clients could not send it; rename it"
                )
            }
            do throws(BcryptHash.Fault) {
                users[name] = try BcryptHash(value.text ?? "")
            } catch {
                reader.report("the hash of user '\(name)' \(error.message)", at: value, hint: error.hint)
            }
        }
        return users
    }

    static func tokens(
        _ reader: inout MappingReader, users: [String: BcryptHash]
    ) -> [String: TokenHash] {
        var tokens: [String: TokenHash] = [:]
        for (name, key, value) in reader.entries("bearer_tokens") ?? [] {
            guard isName(name, key, &reader) else { continue }
            if users[name] != nil {
                reader.report(
                    "'\(name)' is a user and a token", at: key, hint: "give the token another name")
            }
            do throws(BcryptHash.Fault) {
                tokens[name] = try TokenHash(value.text ?? "")
            } catch {
                reader.report(
                    "the hash of token '\(name)' \(error.message)", at: value, hint: error.tokenHint)
            }
        }
        let slow = tokens.values.count { if case .bcrypt = $0 { true } else { false } }
        if slow > maxBcryptTokens {
            reader.report(
                "\(slow) tokens are kept as bcrypt, more than \(maxBcryptTokens)", key: "bearer_tokens",
                hint: "keep long random tokens as SHA-256: printf %s TOKEN | sha256sum")
        }
        return tokens
    }

    /// All names that are written, those with faulty hashes too.
    static func names(_ reader: inout MappingReader) -> Set<String> {
        var names: Set<String> = []
        for section in ["basic_auth_users", "bearer_tokens"] {
            guard case .mapping(let entries)? = reader.node(section)?.content else { continue }
            names.formUnion(entries.compactMap(\.key.text))
        }
        return names
    }

    private static func isName(_ name: String, _ key: YAMLNode, _ reader: inout MappingReader) -> Bool {
        guard name.isEmpty || name.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) else { return true }
        reader.report(
            "a name cannot be empty or hold control characters", at: key, hint: "rename it")
        return false
    }
}
