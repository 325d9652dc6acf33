/* SPDX-License-Identifier: MIT */
/* litter.c - files that are not done; see litter.h. */
#include "litter.h"

#include <string.h>
#include <unistd.h>

#include "buf.h"

#define PATH_LONG 8192

static const char *volatile noted[LITTER_MAX];

static void
replace(const char *old, const char *new)
{
	for (size_t i = 0; i < LITTER_MAX; i++)
		if (noted[i] == old) {
			noted[i] = new;
			return;
		}
}

void
litter_note(const char *path)
{
	replace(NULL, path);
}

void
litter_forget(const char *path)
{
	replace(path, NULL);
}

void
litter_sweep(const char *path)
{
	static const char *const ends[] = { "", "-journal", "-wal", "-shm",
		".lock" };
	char                     name[PATH_LONG];
	const size_t             n = strlen(path);

	for (size_t i = 0; i < ARRAY_LEN(ends); i++) {
		if (n + strlen(ends[i]) >= sizeof(name))
			return;
		memcpy(name, path, n);
		memcpy(name + n, ends[i], strlen(ends[i]) + 1);
		(void)unlink(name);
	}
}

void
litter_sweep_noted(void)
{
	for (size_t i = 0; i < LITTER_MAX; i++)
		if (noted[i] != NULL)
			litter_sweep(noted[i]);
}
