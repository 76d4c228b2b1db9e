#define _GNU_SOURCE
#include "affinity.h"

#include <sched.h>

static _Thread_local cpu_set_t saved;

int affinity_allows(int core) {
    cpu_set_t set;
    return sched_getaffinity(0, sizeof set, &set) == 0 && CPU_ISSET(core, &set);
}

int affinity_pin(int core) {
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(core, &one);
    if (sched_getaffinity(0, sizeof saved, &saved) != 0) return -1;
    return sched_setaffinity(0, sizeof one, &one);
}

void affinity_restore(void) { sched_setaffinity(0, sizeof saved, &saved); }
