/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_SAYS_H
#define DETOUR_SAYS_H

/*
 * says.h - what a refusal must leave behind: a sentence for people (errs.h).
 *
 * Include it after rows.h.
 */

#include <string.h>

#include "buf.h"

/* A refusal left one whole line without a full stop, which holds what. */
static inline void
assert_says(struct buf *why, const char *what)
{
	const char *said;

	assert_err(buf_end(why), ERR_OK);
	assert_true(why->len > 0);
	said = why->data != NULL ? why->data : "";
	assert_null(strpbrk(said, "\r\n"));
	assert_int_not_equal(said[strlen(said) - 1], '.');
	if (strstr(said, what) == NULL)
		fail_msg("\"%s\" does not say \"%s\"", said, what);
}

#endif
