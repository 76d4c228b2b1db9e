/// What the web configuration file says, proven valid: TLS, who may see what, and limits.
package struct WebConfiguration: Sendable, Equatable {
    /// Without it the server speaks plain HTTP.
    package var tls: TLSSettings?
    /// What `http2` says; see docs/security.md for what comes of it.
    package var wantsHTTP2 = true
    /// Sent with every answer.
    package var headers: [ResponseHeader] = []
    package var users: [String: BcryptHash] = [:]
    package var tokens: [String: TokenHash] = [:]
    package var rateLimit: RateLimit?
    package var access = AccessRules()
    package var backOff = BackOffSettings()
    package var limits = ConnectionLimits()

    /// What stands when there is no file: plain HTTP, open to all.
    package init() {}

    /// Whether anybody has to say who he is.
    package var asksForCredentials: Bool { !users.isEmpty || !tokens.isEmpty }
}

/// One of the five headers that the file may set.
package struct ResponseHeader: Sendable, Equatable {
    package let name: String
    package let value: String
}

/// A token bucket for all requests together.
package struct RateLimit: Sendable, Equatable {
    /// How often a new token comes.
    package var interval: Duration
    /// How many tokens the bucket holds.
    package var burst: Int

    package init(interval: Duration, burst: Int) {
        self.interval = interval
        self.burst = burst
    }
}

/// How long a client waits that keeps failing to log in.
package struct BackOffSettings: Sendable, Equatable {
    /// Failures without a wait; 0 switches the back-off off.
    package var after = 10
    /// The first wait; each failure after it doubles the wait.
    package var first = Duration.seconds(1)
    package var longest = Duration.seconds(60)

    package init() {}
}

/// What one client, and all of them together, may take.
package struct ConnectionLimits: Sendable, Equatable {
    /// Names and values of a request's headers and its target, in bytes.
    package var headerBytes = 32 * 1024
    /// Open connections; nil for a share of the descriptors that the process may have.
    package var connections: Int?
    /// From the connection's opening, or the last answer, to the end of the next request.
    package var requestTimeout = Duration.seconds(120)

    package init() {}
}
