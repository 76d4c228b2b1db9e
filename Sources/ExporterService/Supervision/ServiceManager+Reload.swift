extension ServiceManager {
    /// A reload that the manager, if there is one, is told of: when it begins, and how it went.
    static func telling(
        _ manager: ServiceManager?, _ reload: @escaping @Sendable () -> LiveConfiguration.Outcome
    ) -> @Sendable () -> LiveConfiguration.Outcome {
        guard let manager else { return reload }
        return {
            manager.isReloading()
            let outcome = reload()
            switch outcome {
            case .loaded: manager.isReady("serving")
            case .refused: manager.isReady("serving with the configuration before: the new one has a fault")
            }
            return outcome
        }
    }
}
