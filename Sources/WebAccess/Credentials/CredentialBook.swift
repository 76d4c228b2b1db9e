import Checksums

/// Who is known, and how what a client presents is held against it.
struct CredentialBook: Sendable {
    /// What is left to bcrypt: the hashes that could fit, and the answer's name for each.
    struct Question: Sendable, Equatable {
        let key: String
        let secret: [UInt8]
        let hashes: [(name: String, hash: BcryptHash)]
        /// Nobody has such a name: the hash is a dummy, and the answer is no whatever it says.
        let isDummy: Bool

        static func == (left: Question, right: Question) -> Bool { left.key == right.key }
    }

    enum Answer: Sendable, Equatable {
        case known(name: String)
        case unknown
        case open(Question)
    }

    private let users: [String: BcryptHash]
    private let fastTokens: [(name: String, digest: [UInt8])]
    private let slowTokens: [(name: String, hash: BcryptHash)]
    private let dummy: BcryptHash
    /// Makes the keys of verdicts worthless outside of this process.
    private let salt: [UInt8]

    init(_ configuration: WebConfiguration) {
        users = configuration.users
        var (fast, slow): ([(String, [UInt8])], [(String, BcryptHash)]) = ([], [])
        for (name, hash) in configuration.tokens.sorted(by: { $0.key < $1.key }) {
            switch hash {
            case .sha256(let digest): fast.append((name, Array(digest.utf8)))
            case .bcrypt(let hash): slow.append((name, hash))
            }
        }
        (fastTokens, slowTokens) = (fast, slow)
        dummy = BcryptHash(dummyOfCost: configuration.users.values.map(\.cost).max() ?? 10)
        var generator = SystemRandomNumberGenerator()
        salt = (0..<32).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    }

    /// What can be told without bcrypt.
    func answer(to credentials: PresentedCredentials) -> Answer {
        switch credentials {
        case .none, .malformed: return .unknown
        case .basic(let user, let password):
            let hash = users[user]
            return .open(
                question("basic", user, password, [(user, hash ?? dummy)], isDummy: hash == nil))
        case .bearer(let token):
            if let name = fastMatch(token) { return .known(name: name) }
            guard !slowTokens.isEmpty else { return .unknown }
            return .open(question("bearer", "", token, slowTokens, isDummy: false))
        }
    }

    /// Compares with all, so that the time does not tell which one was near.
    private func fastMatch(_ token: [UInt8]) -> String? {
        var sum = SHA256()
        sum.update(token)
        let digest = Array(sum.hexadecimal().utf8)
        var found: String?
        for (name, known) in fastTokens where ConstantTime.areEqual(digest, known) { found = name }
        return found
    }

    private func question(
        _ scheme: String, _ name: String, _ secret: [UInt8], _ hashes: [(String, BcryptHash)], isDummy: Bool
    ) -> Question {
        var sum = SHA256()
        sum.update(salt)
        // Lengths first, so that no two different triples make the same bytes.
        let parts = [Array(scheme.utf8), Array(name.utf8)] + hashes.map { Array($0.1.text.utf8) } + [secret]
        for part in parts { sum.update(Array("\(part.count):".utf8) + part) }
        return Question(key: sum.hexadecimal(), secret: secret, hashes: hashes, isDummy: isDummy)
    }
}
