#include "build_information.h"

#ifndef AGENT_TEAMS_EXPORTER_REVISION
#define AGENT_TEAMS_EXPORTER_REVISION "unknown"
#endif

const char *agent_teams_exporter_revision(void) { return AGENT_TEAMS_EXPORTER_REVISION; }
