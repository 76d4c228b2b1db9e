import CCrypt
import Synchronization

// The only file that calls libcrypt.

/// Checks passwords against bcrypt hashes, one at a time: each check takes a core for tens of milliseconds.
final class Bcrypt: Sendable {
    /// bcrypt reads no more of a password; libcrypt refuses texts of 512 bytes and more.
    private static let maxPasswordBytes = 511

    private let turn = Mutex(())

    /// Whether the password has this hash. Blocks until earlier checks are done.
    func matches(_ password: [UInt8], _ hash: BcryptHash) -> Bool {
        // libcrypt ends a password at the first NUL: what follows would be ignored.
        guard password.count <= Self.maxPasswordBytes, !password.contains(0) else {
            _ = digest(of: [], as: hash)
            return false
        }
        guard let digest = digest(of: password, as: hash) else { return false }
        // Without variant, cost and salt, whose last character other programs write in several ways.
        let count = BcryptHash.digestBytes
        return ConstantTime.areEqual(Array(digest.suffix(count)), Array(hash.text.utf8.suffix(count)))
    }

    private func digest(of password: [UInt8], as hash: BcryptHash) -> [UInt8]? {
        turn.withLock { _ in
            // Eight bytes an element, so that the memory is aligned for what libcrypt keeps in it.
            var scratch = [UInt64](repeating: 0, count: MemoryLayout<crypt_data>.size / 8)
            let phrase = password.map { CChar(bitPattern: $0) } + [0]
            // All three buffers live through the call and end where the sizes say; the result points into `scratch`
            // and is copied before that goes.
            return unsafe scratch.withUnsafeMutableBytes { memory in
                guard let base = memory.baseAddress else { return nil }
                let result = unsafe crypt_rn(phrase, hash.text, base, Int32(memory.count))
                guard let result = unsafe result else { return nil }
                return unsafe Array(String(cString: result).utf8)
            }
        }
    }
}
