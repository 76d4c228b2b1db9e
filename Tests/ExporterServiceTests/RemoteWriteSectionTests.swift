import RemoteWrite
import TestSupport
import Testing

@testable import ExporterService

@Suite("remote_write of the configuration")
struct RemoteWriteSectionTests {
    private let paths = PathResolution(home: "/home/ann", base: "/srv")
    private let place: TemporaryDirectory

    init() throws { place = try TemporaryDirectory("remote-write-section") }

    private func load(_ text: String) throws -> [ExporterConfiguration.Receiver] {
        let file = try place.write(text, to: "exporter.yml")
        return try ConfigurationFile.load(file, paths: paths, environment: [:]).receivers
    }

    private func faults(_ text: String) throws -> String {
        do {
            _ = try load(text)
            return ""
        } catch let fault as ConfigurationFault {
            return fault.lines.joined(separator: "\n")
        }
    }

    @Test("without the key nobody is sent anything; a URL alone gets the defaults of the documentation")
    func defaults() throws {
        #expect(try load("").isEmpty)
        let receiver = try #require(
            try load("remote_write: [{url: \"https://example.org/api/v1/write\"}]").first)
        #expect(receiver.name == "default" && receiver.interval == .seconds(15))
        #expect(receiver.timeout == .seconds(30) && receiver.labels.isEmpty && receiver.access == .open)
        #expect(receiver.queue.bytes == 100_000_000 && receiver.queue.age == .seconds(86_400))
    }

    @Test("every key is read, and secrets stay in their files")
    func allKeys() throws {
        let receivers = try load(
            """
            remote_write:
              - {name: a, url: "http://127.0.0.1:9090/api/v1/write", interval: 5s, timeout: 2s, max_queue: 5MB,
                 max_age: 1h, labels: {instance: desk, site: home}, bearer_token_file: token}
              - {name: b, url: "http://host/w", basic_auth: {username: ann, password_file: /etc/password}}
            """)
        #expect(receivers.map(\.name) == ["a", "b"])
        #expect(receivers[0].interval == .seconds(5) && receivers[0].timeout == .seconds(2))
        #expect(receivers[0].queue.bytes == 5_000_000 && receivers[0].queue.age == .seconds(3600))
        #expect(receivers[0].labels == ["instance": "desk", "site": "home"])
        #expect(receivers[0].access == .bearer(tokenFile: place.path("token")))
        #expect(receivers[1].access == .basic(username: "ann", passwordFile: "/etc/password"))
    }

    @Test(
        "what cannot be is refused with its place",
        arguments: [
            ("{}", "missing key 'url'"),
            ("{url: \"ftp://x\"}", "only http"),
            ("{url: \"http://ann:secret@x\"}", "'url' holds a user or a password"),
            ("{url: \"http://x\", interval: 0}", "'interval' must be at least"),
            ("{url: \"http://x\", name: \"../up\"}", "'name' must be"),
            ("{url: \"http://x\", labels: {a-b: c}}", "label name 'a-b'"),
            ("{url: \"http://x\", password: secret}", "unknown key 'password'"),
            ("{url: \"http://x\", basic_auth: {username: ann}}", "missing key 'password_file'"),
            (
                "{url: \"http://x\", bearer_token_file: t, basic_auth: {username: a, password_file: b}}",
                "exclude"
            ),
            ("{url: \"http://x\"}\n  - {url: \"http://y\"}", "called 'default' already"),
        ])
    func refuses(_ item: String, _ message: String) throws {
        let fault = try faults("remote_write:\n  - \(item)\n")
        #expect(fault.contains(message), "\(fault)")
    }

    @Test("a password is read from its file for each request, without the line feed of editors")
    func readsSecrets() throws {
        let file = try place.write("s3cret\n", to: "password")
        let basic = ExporterConfiguration.Receiver.Access.basic(username: "ann", passwordFile: file)
        #expect(try basic.authorization() == "Basic YW5uOnMzY3JldA==")
        try place.write("other", to: "password")
        #expect(
            try ExporterConfiguration.Receiver.Access.bearer(tokenFile: file).authorization()
                == "Bearer other")
        try place.write("a\r\nX-Header: b", to: "password")
        #expect(throws: ServiceError.self) { try basic.authorization() }
        #expect(try ExporterConfiguration.Receiver.Access.open.authorization() == nil)
    }
}
