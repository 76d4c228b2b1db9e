/// Authorities, certificates and keys that openssl makes in a fresh directory; elliptic, so that they cost no time.
package struct TestCertificates {
    package struct Failure: Error, CustomStringConvertible {
        package let description: String
    }

    package let place: TemporaryDirectory

    package init(in place: TemporaryDirectory) {
        self.place = place
    }

    /// An authority: `NAME.crt` and `NAME.key`.
    @discardableResult
    package func makeAuthority(_ name: String) throws -> String {
        try run(
            [
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                "-days", "2",
            ]
                + ["-subj", "/CN=\(name)", "-keyout", path("\(name).key"), "-out", path("\(name).crt")])
        return path("\(name).crt")
    }

    /// A certificate of the authority's: `NAME.crt` and `NAME.key`.
    ///
    /// - Parameter names: alternative names as openssl writes them, such as `DNS:a.example` and `IP:127.0.0.1`.
    package func makeCertificate(_ name: String, by authority: String, names: [String]) throws {
        let extensions = try place.write(
            "subjectAltName=\(names.joined(separator: ","))\n", to: "\(name).ext")
        try run(
            ["req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
                + ["-subj", "/CN=\(name)", "-keyout", path("\(name).key"), "-out", path("\(name).csr")])
        try run(
            ["x509", "-req", "-in", path("\(name).csr"), "-CA", path("\(authority).crt")]
                + [
                    "-CAkey", path("\(authority).key"), "-CAcreateserial", "-days", "1", "-extfile",
                    extensions,
                ]
                + ["-out", path("\(name).crt")])
    }

    package func path(_ name: String) -> String { place.path(name) }

    private func run(_ arguments: [String]) throws {
        let result = try ChildProcess.run("/usr/bin/env", ["openssl"] + arguments)
        guard result.status == 0 else { throw Failure(description: result.errorOutput) }
    }
}
