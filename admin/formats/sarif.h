/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_SARIF_H
#define DETOUR_SARIF_H

/*
 * sarif.h - findings of lint as SARIF 2.1.0, which code hosts and editors show.
 *
 * Results are streamed.  A rule is a logical location: the file is a database,
 * or, of a file that was read, an artifact.
 */

#include <stdio.h>

#include "lines.h"
#include "lint.h"

struct sarif {
	FILE       *file;     /* borrowed */
	const char *artifact; /* the file that was judged, or NULL; "-" is
	                       * standard input */
	size_t   n;
	enum err err; /* sticky */
};

void sarif_begin(struct sarif *, FILE *, const char *artifact);

/* One finding, the source of its first rule, and where the rules stand in the
 * file; lines is NULL when there is none. */
void sarif_put(struct sarif *, const struct lint_finding *, struct slice source,
    struct lines *lines);

/* Close the document.  ERR_NOMEM, ERR_IO. */
enum err sarif_end(struct sarif *) MUST_CHECK;

#endif
