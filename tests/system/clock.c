/* SPDX-License-Identifier: MIT */
/*
 * clock.c - preloaded into a program, lets its wall clock be set: by the
 * seconds, a 64-bit number, that the file CLOCK_FILE holds at the moment.
 */
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static const volatile int64_t *set_s;

__attribute__((constructor)) static void
map_file(void)
{
	const char *path = getenv("CLOCK_FILE");
	int         fd = path != NULL ? open(path, O_RDONLY | O_CLOEXEC) : -1;
	void       *p;

	if (fd < 0)
		return;
	p = mmap(NULL, sizeof(*set_s), PROT_READ, MAP_SHARED, fd, 0);
	close(fd);
	if (p != MAP_FAILED)
		set_s = p;
}

int
clock_gettime(clockid_t id, struct timespec *t)
{
	int rc = (int)syscall(SYS_clock_gettime, id, t);

	if (rc == 0 && set_s != NULL &&
	    (id == CLOCK_REALTIME || id == CLOCK_REALTIME_COARSE))
		*t = (struct timespec){ .tv_sec = *set_s };
	return rc;
}
