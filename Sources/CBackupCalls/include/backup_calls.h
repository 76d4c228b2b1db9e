// Calls of Linux that Swift's Glibc module hides; called from BackupFolder.swift alone.
#pragma once

/// renameat2 with RENAME_NOREPLACE: fails with EEXIST where something has the new name.
int agent_teams_move_new(int from, const char *name, int to, const char *new_name);

/// renameat2 with RENAME_EXCHANGE: both names must be there, and each then names what the other named.
int agent_teams_exchange(int from, const char *name, int to, const char *other_name);

/// syncfs: waits until all that was written to the file system of the descriptor is on disk.
int agent_teams_sync_file_system(int descriptor);
