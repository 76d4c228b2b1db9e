import Testing

/// All tests that start the shipped binary. They run one after another, so that their daemons do not compete
/// for the processor with each other, and one thread at most waits for another process.
@Suite(
    "End to end", .serialized,
    .enabled(
        if: ReleaseBinary.isGiven, "run 'make test': it builds the release binary and names it to the tests"))
struct EndToEnd {}
