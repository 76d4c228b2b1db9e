#define _GNU_SOURCE
#include "resident_pages.h"

#include <link.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

static int release(struct dl_phdr_info *program, size_t size, void *data) {
    (void)size;
    (void)data;
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
    for (int index = 0; index < program->dlpi_phnum; index++) {
        const ElfW(Phdr) *segment = &program->dlpi_phdr[index];
        if (segment->p_type != PT_LOAD || (segment->p_flags & PF_W)) continue;
        uintptr_t start = program->dlpi_addr + segment->p_vaddr;
        uintptr_t end = start + segment->p_memsz;
        // A page that a segment shares with its neighbour is left alone.
        start = (start + page - 1) & ~(page - 1);
        end &= ~(page - 1);
        if (start < end) madvise((void *)start, end - start, MADV_DONTNEED);
    }
    // The first object is the program; libraries are shared with other programs anyway.
    return 1;
}

void agent_teams_release_program_pages(void) {
    dl_iterate_phdr(release, 0);
}
