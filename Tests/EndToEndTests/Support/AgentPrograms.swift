import TestSupport

/// Programs that run with the command line of an agent, as the harness starts them.
enum AgentPrograms {
    /// The arguments that a teammate in a pane of its own is started with.
    static func flags(_ agent: String, of team: String) -> [String] {
        [
            "--agent-id", "\(agent)@\(team)", "--agent-name", agent, "--team-name", team, "--agent-color",
            "blue",
            "--parent-session-id", "5d0c7d8e-90ab-4c1d-8e2f-3a4b5c6d7e8f", "--agent-type", "general-purpose",
            "--dangerously-skip-permissions", "--model", "claude-opus-4-6",
        ]
    }

    /// Spends processor time, tells by a file that it has, and sleeps.
    static let spender = """
        my $x = 0; while ((times)[0] < $ENV{SPEND}) { $x += $_ for 1..1000 }
        open(my $f, ">", $ENV{READY}) or die; close $f; sleep 600;
        """

    /// Starts a shell with a child that holds memory, files and a directory, and a tool that writes to the disk; tells
    /// by files when each is done, and sleeps.
    static let family = #"""
        my $memory = q{my $m = "m" x 30_000_000; my @f = map { open(my $f, "<", "/dev/null"); $f } 1..7;
            my $x = 0; while ((times)[0] < 0.2) { $x += $_ for 1..1000 }
            open(my $r, ">", "$ENV{READY}1"); close $r; sleep 600;};
        my $disk = q{use IO::Handle; open(my $f, ">", "$ENV{READY}.data"); print $f "d" x 2_000_000; $f->flush; $f->sync;
            open(my $r, ">", "$ENV{READY}2"); close $r; sleep 600;};
        if (!fork) { exec "/bin/sh", "-c", 'perl -e "$1" & wait', "sh", $memory or die }
        if (!fork) { exec $^X, "-e", $disk or die }
        open(my $f, ">", $ENV{READY}) or die; close $f; sleep 600;
        """#

    /// Words that start perl under the name of the harness.
    static func words(_ program: String, _ flags: [String]) -> [String] {
        ["/bin/bash", "-c", #"exec -a claude perl -e "$@""#, "bash", program, "--"] + flags
    }

    static func start(_ program: String, _ flags: [String], environment: [String: String]) throws
        -> ChildProcess
    {
        let words = words(program, flags)
        return try ChildProcess(
            words[0], Array(words.dropFirst()),
            environment: environment.merging(["PATH": "/usr/bin:/bin"]) { $1 })
    }
}
