/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_SPOOL_H
#define DETOUR_SPOOL_H

/*
 * spool.h - text that is put aside in temporary files, in several parts, until
 * it is known whether all of it is wanted, and in which order.
 *
 * The files lie in $TMPDIR, or /tmp, without a name.
 */

#include <stdio.h>

#include "buf.h"

#define SPOOL_PARTS 16

struct spool {
	FILE *part[SPOOL_PARTS];
};

void spool_init(struct spool *);
void spool_free(struct spool *);

bool spool_has(const struct spool *, unsigned part);

/* Put a text behind what a part has, and reset the text.  Errors: ERR_IO with
 * errno, and those of buf_end(). */
enum err spool_put(struct spool *, unsigned part, struct buf *text) MUST_CHECK;

/* Write all that a part has.  *ret_out says on which side an error is: true
 * for what it is written to.  Errors: ERR_IO with errno. */
enum err spool_copy(struct spool *, unsigned part, FILE *to,
    bool *ret_out) MUST_CHECK;

#endif
