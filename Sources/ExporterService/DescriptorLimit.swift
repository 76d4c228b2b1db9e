import Glibc

/// How many file descriptors this process may have open.
enum DescriptorLimit {
    /// The soft limit, which the kernel enforces.
    static var current: Int { Int(clamping: limits().rlim_cur) }

    /// Raises the soft limit to the hard one, as servers do: the usual 1,024 are for programs that use select(2).
    static func raise() {
        var limits = limits()
        limits.rlim_cur = limits.rlim_max
        // Refused only where a sandbox forbids it; then the limit stays what it was, and `current` tells.
        _ = unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limits)
    }

    private static func limits() -> rlimit {
        var limits = rlimit()
        // The call fills a local of ours; it cannot fail for a resource that exists.
        _ = unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limits)
        return limits
    }
}
