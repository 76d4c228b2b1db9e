// Calls of Linux that Swift's Glibc module hides or that take variable arguments; called from ArchiveCalls.swift alone.
#pragma once

#include <stddef.h>
#include <stdint.h>

/// renameat2 with RENAME_NOREPLACE: fails with EEXIST where something has the new name.
int agent_teams_rename_new(int from, const char *name, int to, const char *new_name);

/// Takes a read lease: fails with EAGAIN while anybody has the file open for writing. Who breaks it sends no signal that
/// ends a program.
int agent_teams_take_lease(int descriptor);

/// 1 while the lease is held and nobody waits for it to be given back.
int agent_teams_lease_holds(int descriptor);

int agent_teams_give_lease_back(int descriptor);

/// How many of the bytes are newlines.
size_t agent_teams_newlines(const uint8_t *bytes, size_t count);
