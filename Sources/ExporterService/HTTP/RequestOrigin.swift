/// Where a request comes from, as far as it matters to what it may be shown.
struct RequestOrigin: Sendable, Equatable {
    /// The client is on this machine, by its address or through a Unix socket.
    var isLocal = false
    /// It said who it is, and was believed.
    var isAuthenticated = false

    /// What is told to nobody who is a stranger.
    var isTrusted: Bool { isLocal || isAuthenticated }
}
