/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_MEMORY_H
#define DETOUR_MEMORY_H

/*
 * memory.h - memory that runs out when a test says so.
 *
 * The linker puts these wrappers between the core and the C library
 * (-Wl,--wrap).  Include it after rows.h, in one file of a program.
 */

#include <stdbool.h>
#include <stdlib.h>

#include "errs.h"

static long allowed = -1; /* allocations until one fails; -1 for all */
static bool for_good;     /* whether those after it fail too */
static bool failed;       /* whether one has failed */

static bool
may_allocate(void)
{
	if (allowed < 0 || allowed-- > 0)
		return true;
	allowed = for_good ? 0 : -1;
	failed = true;
	return false;
}

/* The linker chooses these names. */
/* NOLINTBEGIN(bugprone-reserved-identifier,cert-dcl37-c) */
void *__real_malloc(size_t);
void *__real_calloc(size_t, size_t);
void *__real_realloc(void *, size_t);
void *__wrap_malloc(size_t);
void *__wrap_calloc(size_t, size_t);
void *__wrap_realloc(void *, size_t);

void *
__wrap_malloc(size_t n)
{
	return may_allocate() ? __real_malloc(n) : NULL;
}

void *
__wrap_calloc(size_t n, size_t size)
{
	return may_allocate() ? __real_calloc(n, size) : NULL;
}

void *
__wrap_realloc(void *p, size_t n)
{
	return may_allocate() ? __real_realloc(p, n) : NULL;
}
/* NOLINTEND(bugprone-reserved-identifier,cert-dcl37-c) */

static void
there_is_memory_again(void)
{
	allowed = -1;
}

struct oom_case {
	const char *name;
	enum err (*run)(void);
};

/* Every allocation fails once, by itself and with all that follow it. */
static inline void
oom_row(void **state)
{
	const struct oom_case *c = *state;

	for (int mode = 0; mode < 2; mode++) {
		long n = 0;

		for (;; n++) {
			enum err rc;

			for_good = mode == 1;
			failed = false;
			allowed = n;
			rc = c->run();
			there_is_memory_again();
			if (!failed) {
				assert_err(rc, ERR_OK);
				break;
			}
			assert_err(rc, ERR_NOMEM);
			assert_true(n < 1000);
		}
		assert_true(n > 0); /* at least one run did fail */
	}
}

#endif
