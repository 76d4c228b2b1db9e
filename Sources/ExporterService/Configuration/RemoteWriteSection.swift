import MetricModel
import RemoteWrite
import YAMLReading

/// Reads `remote_write` of the configuration: who is sent samples.
enum RemoteWriteSection {
    static func receivers(
        _ reader: inout MappingReader, _ paths: PathResolution
    ) -> [ExporterConfiguration.Receiver] {
        var names: Set<String> = []
        let receivers = reader.mappings("remote_write") { section in receiver(&section, paths, &names) }
        return (receivers ?? []).compactMap(\.self)
    }

    /// Nil without a URL; the reader has the fault then.
    private static func receiver(
        _ section: inout MappingReader, _ paths: PathResolution, _ names: inout Set<String>
    ) -> ExporterConfiguration.Receiver? {
        section.require("url")
        let url = section.string("url")
        // The fault would repeat what may be a secret.
        if let url, url.contains("@") {
            section.report(
                "'url' holds a user or a password", key: "url", hint: "write them under 'basic_auth'")
        } else if let url, let fault = HTTPFetch.fault(in: url, allowsTLS: true) {
            section.report(fault, key: "url", hint: "write http://HOST:PORT/PATH or https://HOST/PATH")
        }
        let name = name(&section, &names)
        var receiver = ExporterConfiguration.Receiver(name: name, url: url ?? "")
        if let interval = section.duration("interval", in: .seconds(1) ... .seconds(3600)) {
            receiver.interval = interval
        }
        if let timeout = section.duration("timeout", in: .milliseconds(100) ... .seconds(300)) {
            receiver.timeout = timeout
        }
        if let bytes = section.byteSize("max_queue", in: 1_000_000...(1 << 40)) {
            receiver.queue.bytes = bytes
        }
        if let age = section.duration("max_age", in: .seconds(60) ... .seconds(86_400 * 365)) {
            receiver.queue.age = age
        }
        for label in labels(&section) { receiver.labels[label.name] = label.value }
        receiver.access = access(&section, paths)
        return url == nil ? nil : receiver
    }

    /// Names a directory too, so it is made of few characters.
    private static func name(_ section: inout MappingReader, _ names: inout Set<String>) -> String {
        let name = section.string("name") ?? "default"
        let isName = name.utf8.allSatisfy {
            UInt8(ascii: "a")...UInt8(ascii: "z") ~= $0 || UInt8(ascii: "A")...UInt8(ascii: "Z") ~= $0
                || UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 || $0 == UInt8(ascii: "-")
                || $0 == UInt8(ascii: "_")
        }
        if !isName || name.isEmpty || name.utf8.count > 64 {
            section.report(
                "'name' must be 1 to 64 letters, digits, '-' and '_'", key: "name",
                hint: "it becomes the label 'receiver'")
        } else if !names.insert(name).inserted {
            section.report(
                "a receiver is called '\(name)' already", key: "name",
                hint: "give each item of 'remote_write' a 'name' of its own")
        }
        return name
    }

    private static func labels(_ section: inout MappingReader) -> [(name: String, value: String)] {
        (section.stringEntries("labels") ?? []).compactMap { entry in
            do throws(NameError) {
                return (try LabelName(entry.name).text, entry.text)
            } catch {
                section.report(error.message, at: entry.value)
                return nil
            }
        }
    }

    private static func access(
        _ section: inout MappingReader, _ paths: PathResolution
    ) -> ExporterConfiguration.Receiver.Access {
        let token = section.string("bearer_token_file")
        let hasBasic = section.contains("basic_auth")
        if token != nil && hasBasic {
            section.report("'bearer_token_file' and 'basic_auth' exclude each other", key: "basic_auth")
        }
        let basic: (user: String, file: String)? =
            hasBasic
            ? section.mapping("basic_auth") { basic in
                basic.require("username", "password_file")
                guard let user = basic.string("username"), let file = basic.string("password_file") else {
                    return nil
                }
                if user.contains(":") {
                    basic.report("'username' must hold no ':'", key: "username")
                }
                return (user, file)
            } : section.node("basic_auth").flatMap { _ in nil }
        if let basic { return .basic(username: basic.user, passwordFile: paths.absolute(basic.file)) }
        return token.map { .bearer(tokenFile: paths.absolute($0)) } ?? .open
    }
}
