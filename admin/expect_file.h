/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_EXPECT_FILE_H
#define DETOUR_EXPECT_FILE_H

/*
 * expect_file.h - expectations of a file, as "expect --format json" writes
 * them: so they can lie beside the code of a site, or go to another database.
 */

#include "cmd.h"
#include "expect.h"

/*
 * Add all of a file, "-" for standard input, in one transaction, or none.  What
 * is there already is kept; what contradicts one that is there is refused.
 */
enum status expect_file(struct session *, const char *path);

/* Why an expectation is none that can be stored, or NULL; not of its answer. */
const char *expect_why_not(const struct expectation *);

/*
 * Whether there is one of the same request and time already: EXIT_NO, and its
 * id; same says whether it expects the same.  answer receives what it expects.
 */
enum status expect_another(struct session *, const struct expectation *,
    int64_t *ret_id, bool *ret_same, struct buf *answer);

#endif
