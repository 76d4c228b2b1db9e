#ifndef RESIDENT_PAGES_H
#define RESIDENT_PAGES_H

/// Lets go of the pages of the program's own read-only segments, code and constants: they stay in the page cache, and
/// those that are used again come back with the next access.
///
/// Only whole pages of mappings that were never writable are touched, so nothing can be lost; where the kernel refuses,
/// nothing happens.
void agent_teams_release_program_pages(void);

#endif
