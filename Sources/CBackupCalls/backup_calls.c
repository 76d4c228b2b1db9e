#define _GNU_SOURCE
#include "backup_calls.h"

#include <stdio.h>
#include <unistd.h>

int agent_teams_move_new(int from, const char *name, int to, const char *new_name) {
    return renameat2(from, name, to, new_name, RENAME_NOREPLACE);
}

int agent_teams_exchange(int from, const char *name, int to, const char *other_name) {
    return renameat2(from, name, to, other_name, RENAME_EXCHANGE);
}

int agent_teams_sync_file_system(int descriptor) { return syncfs(descriptor); }
