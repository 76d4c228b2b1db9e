#define _GNU_SOURCE
#include "archive_calls.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>

int agent_teams_rename_new(int from, const char *name, int to, const char *new_name) {
    return renameat2(from, name, to, new_name, RENAME_NOREPLACE);
}

int agent_teams_take_lease(int descriptor) {
    // The default would be SIGIO, which ends a program; SIGURG is ignored unless asked for.
    if (fcntl(descriptor, F_SETSIG, SIGURG) != 0) return -1;
    return fcntl(descriptor, F_SETLEASE, F_RDLCK);
}

int agent_teams_lease_holds(int descriptor) { return fcntl(descriptor, F_GETLEASE) == F_RDLCK; }

int agent_teams_give_lease_back(int descriptor) { return fcntl(descriptor, F_SETLEASE, F_UNLCK); }

size_t agent_teams_newlines(const uint8_t *bytes, size_t count) {
    size_t found = 0;
    for (size_t index = 0; index < count; index++) found += bytes[index] == '\n';
    return found;
}
