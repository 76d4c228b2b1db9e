/* Cores of the calling thread. Swift's Glibc module does not show the GNU calls for it. */
#ifndef CAFFINITY_H
#define CAFFINITY_H

/* Whether the calling thread may run on the core. */
int affinity_allows(int core);

/* Saves the calling thread's cores for affinity_restore and keeps it on one; 0 when the kernel agrees. */
int affinity_pin(int core);

/* Gives back what the calling thread had before affinity_pin. */
void affinity_restore(void);

#endif
