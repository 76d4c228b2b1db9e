#ifndef BUILD_INFORMATION_H
#define BUILD_INFORMATION_H

/// The commit this binary was built from, `unknown` outside a checkout.
///
/// A function, not a macro, so that a new commit compiles one C file and links again, and no Swift file.
const char *agent_teams_exporter_revision(void);

#endif
