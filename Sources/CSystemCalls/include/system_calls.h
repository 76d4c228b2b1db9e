#ifndef SYSTEM_CALLS_H
#define SYSTEM_CALLS_H

// What Linux offers and Swift's Glibc module hides, because its headers ask for _GNU_SOURCE.

#include <stddef.h>
#include <stdint.h>

/// The fields of `struct statx` that a reader of files needs; times in nanoseconds since 1970.
struct agent_teams_file_status {
    uint64_t device;
    uint64_t inode;
    uint64_t size;
    int64_t born;
    int64_t modified;
    int64_t changed;
    uint32_t link_count;
    uint32_t mode;
    /// The file system knows `born`.
    int has_birth;
};

/// Status of what `path` leads to, or of the link itself; 0, or -1 with `errno` set.
int agent_teams_path_status(const char *path, int follows_links, struct agent_teams_file_status *status);

/// Status of an open file; 0, or -1 with `errno` set.
int agent_teams_descriptor_status(int descriptor, struct agent_teams_file_status *status);

/// A pipe whose ends neither block nor pass to other programs; 0, or -1 with `errno` set.
int agent_teams_wake_pipe(int ends[2]);

/// The magic number of the file system that `path` lies on; -1 with `errno` set.
int64_t agent_teams_file_system_type(const char *path);

/// The first offset from `offset` on that is not in a hole; -1 with `errno` set, which is ENXIO at the last hole.
int64_t agent_teams_next_data(int descriptor, int64_t offset);

/// Index of the first or last `byte`; -1 when there is none.
ptrdiff_t agent_teams_first_index(const uint8_t *bytes, size_t count, uint8_t byte);
ptrdiff_t agent_teams_last_index(const uint8_t *bytes, size_t count, uint8_t byte);

/// How many NULs the bytes begin or end with.
size_t agent_teams_leading_zeros(const uint8_t *bytes, size_t count);
size_t agent_teams_trailing_zeros(const uint8_t *bytes, size_t count);

#endif
