#define _GNU_SOURCE
#include "system_calls.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>
#include <unistd.h>

static int64_t nanoseconds(struct statx_timestamp time) { return time.tv_sec * 1000000000 + time.tv_nsec; }

static int status(int directory, const char *path, int flags, struct agent_teams_file_status *status) {
    struct statx found;
    if (statx(directory, path, flags, STATX_BASIC_STATS | STATX_BTIME, &found) != 0) return -1;
    status->device = makedev(found.stx_dev_major, found.stx_dev_minor);
    status->inode = found.stx_ino;
    status->size = found.stx_size;
    status->has_birth = (found.stx_mask & STATX_BTIME) != 0;
    status->born = status->has_birth ? nanoseconds(found.stx_btime) : 0;
    status->modified = nanoseconds(found.stx_mtime);
    status->changed = nanoseconds(found.stx_ctime);
    status->link_count = found.stx_nlink;
    status->mode = found.stx_mode;
    return 0;
}

int agent_teams_path_status(const char *path, int follows_links, struct agent_teams_file_status *result) {
    return status(AT_FDCWD, path, follows_links ? 0 : AT_SYMLINK_NOFOLLOW, result);
}

int agent_teams_descriptor_status(int descriptor, struct agent_teams_file_status *result) {
    return status(descriptor, "", AT_EMPTY_PATH, result);
}

int agent_teams_wake_pipe(int ends[2]) { return pipe2(ends, O_CLOEXEC | O_NONBLOCK); }

int64_t agent_teams_file_system_type(const char *path) {
    struct statfs found;
    // The field is signed on some architectures and 32 bits wide on others; magic numbers have 32 bits.
    return statfs(path, &found) == 0 ? (int64_t)(uint32_t)found.f_type : -1;
}

int64_t agent_teams_next_data(int descriptor, int64_t offset) { return lseek(descriptor, offset, SEEK_DATA); }

ptrdiff_t agent_teams_first_index(const uint8_t *bytes, size_t count, uint8_t byte) {
    if (count == 0) return -1;
    const uint8_t *found = memchr(bytes, byte, count);
    return found ? found - bytes : -1;
}

ptrdiff_t agent_teams_last_index(const uint8_t *bytes, size_t count, uint8_t byte) {
    if (count == 0) return -1;
    const uint8_t *found = memrchr(bytes, byte, count);
    return found ? found - bytes : -1;
}

size_t agent_teams_leading_zeros(const uint8_t *bytes, size_t count) {
    if (count == 0 || bytes[0] != 0) return 0;
    // Equal to itself one byte on: all are as the first. The C library compares faster than a loop finds.
    if (memcmp(bytes, bytes + 1, count - 1) == 0) return count;
    size_t index = 0;
    while (bytes[index] == 0) index++;
    return index;
}

size_t agent_teams_trailing_zeros(const uint8_t *bytes, size_t count) {
    if (count == 0 || bytes[count - 1] != 0) return 0;
    size_t start = count;
    uint64_t word = 0;
    while (start >= sizeof word) {
        memcpy(&word, bytes + start - sizeof word, sizeof word);
        if (word != 0) break;
        start -= sizeof word;
    }
    while (start > 0 && bytes[start - 1] == 0) start--;
    return count - start;
}
