/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_EXPECT_OUT_H
#define DETOUR_EXPECT_OUT_H

/*
 * expect_out.h - expectations as rows, and in words.
 */

#include "cmd.h"
#include "expect.h"

/* Begin a table of expectations; one: of a single one. */
void expect_begin(struct out *, bool one);

/* A row of it. */
void expect_put(struct out *, const struct expect_result *);

/* Append one in words: "expectation 3: GET /old gets 307 /new".  Not safe for a
 * terminal: see escape.h. */
void expect_words(const struct expectation *, struct buf *out);

/*
 * What became of one, once it is true: a line of text, its id in TSV, its
 * columns in CSV and JSON.
 *
 *	did, would	"added", and "would add" with --dry-run
 */
enum status expect_told(struct session *, const char *did, const char *would,
    const struct expect_result *);

#endif
