/* SPDX-License-Identifier: MIT */
/* import_doubts.c - warnings that a whole file may deserve; see import.h. */
#include "doubt.h"
#include "import.h"

bool
import_may_name(struct import *im, size_t *n, const char *more)
{
	if (++*n == IMPORT_NAMED_MAX + 1)
		import_warn(im, 0, "%s; only the first %d are named", more,
		    IMPORT_NAMED_MAX);
	return *n <= IMPORT_NAMED_MAX;
}

struct doubtful {
	struct import *im;
	int64_t        line;
};

static void
warn(void *arg, const char *text)
{
	const struct doubtful *d = arg;

	if (import_may_name(d->im, &d->im->doubts,
		"more lines are in doubt like these"))
		import_warn(d->im, d->line, "%s", text);
}

void
import_doubts(struct import *im, int64_t line)
{
	doubt_of(&im->rule, warn, &(struct doubtful){ im, line });
}
