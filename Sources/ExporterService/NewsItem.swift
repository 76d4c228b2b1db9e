import Logging

/// Something worth a line in the program's own log.
struct NewsItem: Equatable {
    let level: Logger.Level
    let message: String
    var metadata: [String: String] = [:]

    func log(to logger: Logger) {
        logger.log(level: level, "\(message)", metadata: metadata.mapValues { .string($0) })
    }
}
