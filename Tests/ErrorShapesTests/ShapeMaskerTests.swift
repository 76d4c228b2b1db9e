import TestSupport
import Testing

@testable import ErrorShapes

@Suite struct ShapeMaskerTests {
    private static func shape(_ line: String) -> String {
        var masker = ShapeMasker()
        masker.mask(Array(line.utf8).span)
        return String(decoding: masker.shape, as: UTF8.self)
    }

    @Test(
        "what differs from entry to entry is masked",
        arguments: [
            (
                "2026-02-07 12:00:00,123 - shop.pay - ERROR - payment 17 failed",
                "shop.pay - ERROR - payment # failed"
            ),
            ("2026-02-07T12:00:00.123456+01:00 ERROR worker-12 died", "ERROR worker-# died"),
            ("[2026-02-07 12:00:00] ERROR: x", "ERROR: x"),
            ("[Sat Feb 07 12:00:00.123456 2026] [error] [pid 42] AH0: x", "error] [pid #] AH#: x"),
            ("Feb  7 12:00:00 web3 app[123]: ERROR x", "web# app[#]: ERROR x"),
            ("Dec 17 02:10:59 web3 app[9]: ERROR x", "web# app[#]: ERROR x"),
            ("127.0.0.1 - - [07/Feb/2026:12:00:00 +0100] ERROR x", "ERROR x"),
            ("ERROR connect to 10.0.0.7:5432 failed", "ERROR connect to # failed"),
            ("ERROR key 550e8400-e29b-41d4-a716-446655440000 gone", "ERROR key <uuid> gone"),
            ("ERROR req-550e8400-e29b-41d4-a716-446655440000", "ERROR req-<uuid>"),
            ("ERROR object at 0x7f3bdeadbeef", "ERROR object at <hex>"),
            ("ERROR commit 3f2a9c1d is bad", "ERROR commit <hex> is bad"),
            ("ERROR session a8f3k9d2 is gone", "ERROR session <id> is gone"),
            (#"ERROR no module "shop.pay" found"#, "ERROR no module <str> found"),
            ("ERROR no module 'shop.pay'", "ERROR no module <str>"),
            ("ERROR it can't be and won't be", "ERROR it can't be and won't be"),
            ("ERROR cannot open /srv/shop/data.db: locked", "ERROR cannot open <path>: locked"),
            ("ERROR at ~/x/y.py:12.", "ERROR at <path>."),
            ("ERROR at src/app.py, line 3", "ERROR at <path>, line #"),
            (#"ERROR at C:\shop\x.log now"#, "ERROR at <path> now"),
            ("ERROR read/write of client", "ERROR read/write of client"),
            ("ERROR GET https://a.example/x?y=1 timed out", "ERROR GET <url>?y=# timed out"),
            ("ERROR mail to ann.lee@mail.example bounced", "ERROR mail to <email> bounced"),
            ("ERROR took 12.5ms, 3 retries (1, 2, 3)", "ERROR took #ms, # retries (#)"),
            ("ERROR    two\t blanks ", "ERROR two blanks"),
            ("ERROR 支付 失败 7", "ERROR 支付 失败 #"),
            (
                #"{"time":"2026-02-07T12:00:00Z","level":"error","msg":"payment 7 failed"}"#,
                "payment # failed"
            ),
            (#"{"level":"ERROR", "message" : "a \"b c\" d"}"#, #"a \"b c\" d"#),
            ("17 42", "#"),
            ("", ""),
        ])
    func table(line: String, expected: String) {
        #expect(Self.shape(line) == expected)
    }

    @Test("a shape is bounded, whatever the line")
    func bounded() {
        for unit in ["x ", "é", "/a", "'", "1a", "<\"", "[", "@a."] {
            let line = String(repeating: unit, count: 100_000)
            #expect(Self.shape(line).utf8.count <= ShapeMasker.maxShapeBytes, "\(unit)")
        }
    }

    @Test("any bytes have a shape, the same one each time")
    func anyBytes() {
        let seed = UInt64.random(in: 0 ... .max)
        var random = SeededGenerator(seed: seed)
        var masker = ShapeMasker()
        for _ in 0..<2000 {
            let line = random.bytes(count: Int.random(in: 0...300, using: &random))
            masker.mask(line.span)
            let first = masker.shape
            masker.mask(line.span)
            #expect(masker.shape == first, "seed \(seed)")
            #expect(first.count <= ShapeMasker.maxShapeBytes, "seed \(seed)")
        }
    }
}
