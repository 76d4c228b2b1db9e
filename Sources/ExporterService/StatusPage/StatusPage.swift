import NIOCore
import NIOHTTP1

/// The page at `/`: one document with its style and its script, which shows what `/api/events` tells.
struct StatusPage: Sendable {
    private let parts: [Substring]

    /// Where the number of the answer goes that proves style and script to be ours.
    private static let nonceMark = "@NONCE@"
    private static let metricsMark = "@METRICS@"
    private static let versionMark = "@VERSION@"

    init(telemetryPath: String) {
        let page = String(decoding: PackageResources.status_html, as: UTF8.self)
            .replacing(Self.metricsMark, with: Self.escaped(telemetryPath))
            .replacing(Self.versionMark, with: Self.escaped(BuildInformation.version))
        parts = page.split(separator: Self.nonceMark, omittingEmptySubsequences: false)
    }

    var response: HTTPResponse {
        let nonce = Self.nonce()
        return HTTPResponse(
            .ok,
            headers: [
                "Content-Type": "text/html; charset=utf-8",
                "Content-Security-Policy": Self.policy(nonce),
                "Cache-Control": "no-store",
                "Referrer-Policy": "no-referrer",
                "X-Content-Type-Options": "nosniff",
            ],
            body: ByteBuffer(string: parts.joined(separator: nonce)))
    }

    /// Nothing runs and nothing is fetched but what is in the page, and its events.
    private static func policy(_ nonce: String) -> String {
        [
            "default-src 'none'", "script-src 'nonce-\(nonce)'", "style-src 'nonce-\(nonce)'",
            "connect-src 'self'", "img-src data:", "base-uri 'none'", "form-action 'none'",
            "frame-ancestors 'none'",
        ].joined(separator: "; ")
    }

    /// 128 bits that nobody can guess.
    private static func nonce() -> String {
        var generator = SystemRandomNumberGenerator()
        return (0..<2).map { _ in
            let digits = String(generator.next(), radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }.joined()
    }

    static func escaped(_ text: String) -> String {
        var out = ""
        for character in text {
            switch character {
            case "&": out += "&amp;"
            case "<": out += "&lt;"
            case ">": out += "&gt;"
            case "\"": out += "&quot;"
            default: out.append(character)
            }
        }
        return out
    }
}
