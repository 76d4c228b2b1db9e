import Exposition
import TestSupport
import Testing

@Suite struct ContentNegotiationTests {
    static let accepts: [(String?, ScrapeFormat.Syntax)] = [
        (nil, .text004), ("", .text004), ("*/*", .text004), ("*/*;q=0.1", .text004), ("text/html", .text004),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,*/*;q=0.8", .text004),
        ("text/plain", .text004), ("text/plain;version=0.0.4", .text004), ("text/*", .text004),
        // Prometheus 2.42, as its Debian package sends it; then with native histograms.
        (
            "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,"
                + "text/plain;version=0.0.4;q=0.5,*/*;q=0.1", .openMetrics100
        ),
        (
            "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited,"
                + "application/openmetrics-text;version=1.0.0;q=0.8,application/openmetrics-text;version=0.0.1;q=0.75,"
                + "text/plain;version=0.0.4;q=0.5,*/*;q=0.1", .protobuf
        ),
        // Protobuf has to be named in full, and is not liked better than text.
        ("application/vnd.google.protobuf", .text004),
        ("application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily", .text004),
        (
            "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=text",
            .text004
        ),
        ("application/vnd.google.protobuf;proto=x.Y;encoding=delimited", .text004),
        (
            "application/vnd.google.protobuf; encoding=delimited; proto=\"io.prometheus.client.MetricFamily\"; q=0.2",
            .protobuf
        ),
        (
            "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited,text/plain",
            .text004
        ),
        (
            "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited;q=0, */*",
            .text004
        ),
        // Prometheus 3.
        (
            "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,"
                + "application/openmetrics-text;version=0.0.1;q=0.4,"
                + "text/plain;version=1.0.0;escaping=allow-utf-8;q=0.3,text/plain;version=0.0.4;q=0.2,*/*;q=0.1",
            .openMetrics100
        ),
        (
            "application/openmetrics-text; version=1.0.0; charset=utf-8 ; q=0.5 , text/plain ;version=0.0.4;q=0.6",
            .text004
        ),
        // Order is by q, not by place; ties go to OpenMetrics.
        ("text/plain;version=0.0.4;q=0.9, application/openmetrics-text;version=1.0.0;q=0.1", .text004),
        ("application/openmetrics-text;version=1.0.0;q=0.1,text/plain;version=0.0.4;q=0.9", .text004),
        ("text/plain;version=0.0.4, application/openmetrics-text;version=1.0.0", .openMetrics100),
        ("text/plain;q=0.5,application/openmetrics-text;q=0.5", .openMetrics100),
        ("text/plain;q=0.501,application/openmetrics-text;q=0.5", .text004),
        // Versions.
        ("application/openmetrics-text", .openMetrics100),
        ("application/openmetrics-text;version=0.0.1", .text004),
        ("application/openmetrics-text;version=2.0.0", .text004),
        (
            "application/openmetrics-text;version=0.0.1,application/openmetrics-text;version=1.0.0;q=0.1",
            .openMetrics100
        ),
        ("application/openmetrics-text;version=0.0.1,*/*;q=0.1", .text004),
        ("application/openmetrics-text;version=\"1.0.0\"", .openMetrics100),
        ("text/plain;version=1.0.0", .text100), ("text/plain;version=1.0.0;q=0.2,*/*;q=0.1", .text100),
        ("text/plain;version=1.0.0;q=0.3,text/plain;version=0.0.4;q=0.2", .text100),
        ("text/plain;version=1.0.0;q=0.1,text/plain;version=0.0.4;q=0.2", .text004),
        ("text/plain;version=1.0.0;q=0", .text004), ("text/plain;version=2.0.0", .text004),
        // Not acceptable.
        ("application/openmetrics-text;q=0", .text004),
        ("application/openmetrics-text;q=0.000, */*", .text004),
        ("text/plain;q=0, application/openmetrics-text;q=0.001", .openMetrics100),
        ("text/plain;q=0, */*", .openMetrics100), ("text/plain;q=0", .text004), ("*/*;q=0", .text004),
        ("application/openmetrics-text;version=1.0.0;q=0,application/openmetrics-text", .text004),
        // Wildcards.
        ("application/*", .openMetrics100), ("application/*;q=0.1, text/*", .text004),
        ("*/*, application/openmetrics-text;q=0.5", .text004), ("*/*, text/plain;q=0.5", .openMetrics100),
        // Case and white space.
        ("APPLICATION/OpenMetrics-Text;VERSION=1.0.0;Q=0.5", .openMetrics100),
        ("\tapplication/openmetrics-text\t;\tversion=1.0.0", .openMetrics100),
        // Broken parts are passed over.
        ("application/openmetrics-text;q=abc", .text004), ("application/openmetrics-text;q=", .text004),
        ("application/openmetrics-text;q=1.5, text/plain;q=0.1", .text004),
        ("application/openmetrics-text;q=-1, text/plain;q=0.1", .text004),
        ("application/openmetrics-text;q=1e9", .text004), ("application/openmetrics-text;q=.", .text004),
        ("application/openmetrics-text;q=.5, text/plain;q=.4", .openMetrics100),
        (",,;;=, application/openmetrics-text", .openMetrics100),
        ("application/openmetrics-text;;;q=0.5", .openMetrics100),
        ("application openmetrics-text", .text004), ("application/openmetrics-textual", .text004),
        ("x/y;a=\"b, application/openmetrics-text\"", .text004), ("\"application/openmetrics-text", .text004),
        ("x/y;a=\"\\\",\", application/openmetrics-text", .openMetrics100),
    ]

    @Test("the format is what the header asks for, else text 0.0.4", arguments: accepts)
    func format(accept: String?, expected: ScrapeFormat.Syntax) {
        #expect(ContentNegotiation.format(accept: accept).syntax == expected)
    }

    static let escapings: [(String, NameEscaping?)] = [
        ("text/plain", nil), ("text/plain;version=1.0.0;escaping=allow-utf-8", .allowUTF8),
        ("text/plain;version=1.0.0;escaping=dots", .dots), ("text/plain;escaping=values", .values),
        ("application/openmetrics-text;escaping=\"underscores\"", .underscores),
        ("application/openmetrics-text;ESCAPING=Allow-UTF-8", .allowUTF8),
        // Unknown ones are not spoken of; only the part that was chosen counts.
        ("text/plain;escaping=rot13", nil), ("text/plain;escaping=", nil),
        ("application/openmetrics-text;escaping=dots;q=0.1,text/plain", nil),
        ("application/openmetrics-text;escaping=dots;q=0.1,text/plain;escaping=values;q=0", .dots),
    ]

    @Test("the escaping is that of the part of the header that is answered", arguments: escapings)
    func escaping(accept: String, expected: NameEscaping?) {
        #expect(ContentNegotiation.format(accept: accept).escaping == expected)
    }

    static let encodings: [(String?, Bool)] = [
        (nil, false), ("", false), ("gzip", true), ("GZIP", true), ("x-gzip", true),
        ("gzip, deflate, br", true),
        ("deflate, br", false), ("identity", false), ("gzip;q=0", false), ("gzip;q=0.5, identity", false),
        ("gzip;q=0.5, identity;q=0.5", true), ("gzip;q=0.5, identity;q=0", true), ("gzip;q=0.001", true),
        ("*", true), ("*;q=0", false), ("*;q=0.5, gzip;q=0", false), ("*;q=0, gzip", true),
        ("*;q=0.5, identity;q=0.6", false), ("identity;q=0", true), ("identity;q=0, *;q=0", false),
        ("identity;q=0, gzip;q=0", false), ("gzip;q=x", false), ("gzipped", false), (" gzip ; q=1.0 ", true),
        ("br;q=1.0, gzip;q=0.8, *;q=0.1", true),
    ]

    @Test("gzip is used when it is acceptable and not liked less than plain bytes", arguments: encodings)
    func gzip(acceptEncoding: String?, expected: Bool) {
        #expect(ContentNegotiation.prefersGzip(acceptEncoding: acceptEncoding) == expected)
    }

    @Test("any header gets an answer", arguments: [11, 12] as [UInt64])
    func fuzz(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let words = [
            "application/openmetrics-text", "text/plain", "*/*", "gzip", "identity", "q", "version", "1.0.0",
            "0.0.4",
            "0.5", "=", ";", ",", "\"", "\\", " ", "\t", "\r\n", "\u{0}", "é", "q=99999999999999999999",
            "q=0.", "-",
        ]
        var answers: Set<ScrapeFormat.Syntax> = []
        for _ in 0..<5_000 {
            let header = (0..<Int.random(in: 0...14, using: &random))
                .map { _ in words.randomElement(using: &random) ?? "" }.joined()
            answers.insert(ContentNegotiation.format(accept: header).syntax)
            _ = ContentNegotiation.prefersGzip(acceptEncoding: header)
            let noise = String(decoding: random.bytes(count: 20), as: UTF8.self)
            answers.insert(ContentNegotiation.format(accept: noise).syntax)
        }
        #expect(answers.count >= 2, "seed \(seed): the fuzz never reached one of the formats")
    }

    @Test("the content types are those a strict scraper knows")
    func contentTypes() {
        func type(_ syntax: ScrapeFormat.Syntax, _ escaping: NameEscaping? = nil) -> String {
            ScrapeFormat(syntax, escaping: escaping).contentType
        }
        let openMetrics = "application/openmetrics-text; version=1.0.0; charset=utf-8"
        #expect(type(.text004) == "text/plain; version=0.0.4; charset=utf-8")
        #expect(type(.text100) == "text/plain; version=1.0.0; charset=utf-8; escaping=underscores")
        #expect(
            type(.text100, .allowUTF8) == "text/plain; version=1.0.0; charset=utf-8; escaping=allow-utf-8")
        #expect(type(.openMetrics100) == openMetrics)
        #expect(type(.openMetrics100, .values) == openMetrics + "; escaping=values")
        let protobuf = "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily"
        #expect(type(.protobuf) == protobuf + "; encoding=delimited")
    }
}
