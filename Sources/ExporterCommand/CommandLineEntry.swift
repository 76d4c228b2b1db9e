import ArgumentParser
import ExporterService
import Glibc

/// Runs the command that the arguments name, and ends the process with the documented exit code.
package enum CommandLineEntry {
    package static func run() -> Never {
        do {
            var command = try parse(Array(CommandLine.arguments.dropFirst()))
            try command.run()
            exit(ExitStatus.good.rawValue)
        } catch {
            finish(error)
        }
    }

    /// Parses the command that is meant by itself, in half the time that the way down from the root takes. What is not
    /// right there, be it a fault or a question for help, is left to the root, which words it.
    static func parse(_ arguments: [String]) throws -> any ParsableCommand {
        var type: any ParsableCommand.Type = RootCommand.self
        var rest = arguments[...]
        while let next = type.configuration.subcommands.first(where: { $0._commandName == rest.first }) {
            type = next
            rest = rest.dropFirst()
        }
        if let next = type.configuration.defaultSubcommand { type = next }
        // A question for help is answered with a command of another type.
        guard type.configuration.subcommands.isEmpty, let command = try? type.parseAsRoot(Array(rest)),
            Swift.type(of: command) == type
        else {
            return try RootCommand.parseAsRoot(arguments)
        }
        return command
    }

    private static func finish(_ error: any Error) -> Never {
        if let failure = error as? CommandFailure {
            for line in failure.lines { Terminal.printError(line) }
            exit(failure.status.rawValue)
        }
        // Help and version requests arrive here as errors that mean success; their text belongs on standard output.
        guard RootCommand.exitCode(for: error) != .success else {
            Terminal.print(RootCommand.fullMessage(for: error))
            exit(ExitStatus.good.rawValue)
        }
        let isUsage = RootCommand.exitCode(for: error) == .validationFailure
        Terminal.printError(isUsage ? usageLine(for: error) : failureLine(RootCommand.message(for: error)))
        exit(isUsage ? ExitStatus.wrongUse.rawValue : ExitStatus.internalFailure.rawValue)
    }

    /// The fault and the next step, on one line.
    static func usageLine(for error: any Error) -> String {
        let message = RootCommand.message(for: error).split(whereSeparator: \.isNewline)
            .map { $0.drop { $0 == " " } }.joined(separator: " ")
        let fault = message.hasSuffix(".") ? String(message.dropLast()) : message
        return failureLine("\(fault); run '\(helpCommand(for: error))' for what there is")
    }

    private static func failureLine(_ message: String) -> String {
        "\(Terminal.programName): error: \(message)"
    }

    /// The help of the command that was meant: the parser's long message ends by naming it in quotes.
    private static func helpCommand(for error: any Error) -> String {
        let parts = RootCommand.fullMessage(for: error).split(separator: "'")
        return parts.last { $0.hasPrefix(Terminal.programName) && $0.hasSuffix("--help") }.map(String.init)
            ?? "\(Terminal.programName) --help"
    }
}

/// Exit codes, the same for every command.
enum ExitStatus: Int32 {
    case good = 0
    /// Something was found: a check failed, a rule is broken.
    case finding = 1
    /// Wrong use, or input that cannot be read.
    case wrongUse = 2
    case internalFailure = 3
}

/// Ends a command with lines for the user and an exit code.
struct CommandFailure: Error {
    let status: ExitStatus
    /// Printed to standard error as they are.
    let lines: [String]

    init(_ status: ExitStatus, lines: [String]) {
        self.status = status
        self.lines = lines
    }

    /// One line, with the program's name before it.
    init(_ status: ExitStatus, _ message: String) {
        self.init(status, lines: ["\(Terminal.programName): error: \(message)"])
    }
}
