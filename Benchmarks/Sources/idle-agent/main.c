/* Stands for an agent that waits: costs nothing, whatever its arguments, and ends with whoever started it. */
#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

int main(void) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    for (;;) pause();
}
