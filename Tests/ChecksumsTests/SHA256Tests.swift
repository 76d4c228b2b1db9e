import TestSupport
import Testing

@testable import Checksums

@Suite("SHA-256")
struct SHA256Tests {
    @Test("the examples of FIPS 180-4, in any pieces")
    func examples() {
        var generator = SeededGenerator(seed: 5)
        for (text, digest) in [
            ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (
                "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
            ),
        ] {
            var hash = SHA256()
            for piece in generator.chunks(of: Array(text.utf8), maxPiece: 9) { hash.update(Array(piece)) }
            #expect(hash.hexadecimal() == digest)
        }
    }
}
