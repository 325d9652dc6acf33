/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_ESCAPE_H
#define DETOUR_ESCAPE_H

/*
 * escape.h - stored text made fit for a terminal or a TSV field.
 *
 * Notes, sources and refused rows are other people's octets.  Nothing of them
 * may move a cursor, end a field, or break a document.  Pure.
 */

#include <stddef.h>

#include "buf.h"

/*
 * For a terminal: control octets (C0, DEL, C1), octets that are not UTF-8, and
 * what nobody sees or turns the direction of text (UNSEEN_MARK), are shown as
 * \xNN; everything else stays.
 */
void escape_terminal(struct slice, struct buf *out);

/* For a TSV field: tab, newline and backslash become \t, \n and \\. */
void escape_tsv(struct slice, struct buf *out);

/* How many columns of a terminal a text takes that went through
 * escape_terminal(): two for what is written in squares, as Chinese is. */
size_t escape_width(struct slice);

#endif
