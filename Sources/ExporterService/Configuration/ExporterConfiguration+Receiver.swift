package import RemoteWrite

extension ExporterConfiguration {
    /// Who is sent samples by remote write, and how.
    package struct Receiver: Sendable, Equatable {
        /// How it shows itself to the receiver; secrets stay in their files, which are read for each request.
        package enum Access: Sendable, Equatable {
            case open
            case bearer(tokenFile: String)
            case basic(username: String, passwordFile: String)
        }

        /// Unique; the label `receiver` and the directory of its queue.
        package var name: String
        /// `http://...` or `https://...`
        package var url: String
        package var interval = Duration.seconds(15)
        /// For one request.
        package var timeout = Duration.seconds(30)
        /// On every series. `job` and `instance` are added where they are not named.
        package var labels: [String: String] = [:]
        package var access = Access.open
        package var queue = WriteQueue.Bounds(bytes: 100_000_000, age: .seconds(86_400))
    }
}
