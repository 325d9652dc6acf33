/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_FOREIGN_H
#define DETOUR_FOREIGN_H

/*
 * foreign.h - what the formats of others have in common: how their texts become
 * the source, the target and the status of the row at hand.
 *
 * All of them set something of import.rule, or refuse the row with the reason.
 */

#include "import.h"

/* What stands between words: a space, a tab, a form feed, the end of a line. */
bool foreign_is_space(char);

/* Without that around it. */
struct slice foreign_trim(struct slice);
/* Append a text without its percent escapes, or as it stands if it would be no
 * UTF-8 then. */
void foreign_unescape(struct slice, struct buf *out);

/* Whether it is the other, but for case. */
bool slice_is_word(struct slice, const char *);

/* Whether it ends with the other. */
bool slice_ends(struct slice, const char *);

/* Whether it begins with http:// or https://; *ret_rest is what follows. */
bool foreign_is_url(struct slice, struct slice *ret_rest);

/* Yes, true, 1, t; no, false, 0, f, or nothing.  Others refuse the row. */
bool foreign_bool(struct import *, const char *name, struct slice, bool none);

/*
 * The status: empty leaves that of the format.  Refused is what is no redirect:
 * a rewrite (200), an error page (404).  A 410 loses its target.
 */
void foreign_status(struct import *, struct slice);

/*
 * The source: path on host, which may be empty, and what follows it, as "/" and
 * "*". A space becomes %20, and a path that does not begin with a '/' gets one.
 */
void foreign_source(struct import *, struct slice host, struct slice path,
    const char *rest);

/* A source that may be a URL: its scheme counts, or does not. */
void foreign_source_url(struct import *, struct slice, bool with_scheme);

/* The target, and what follows its path.  A space becomes %20. */
void foreign_target(struct import *, struct slice, const char *rest);

/* Add parameters to the target, before its fragment, but those of which it has
 * the name. */
void foreign_add_params(struct import *, struct slice query);

/* A target that has parameters of its own gets none of the visitor's. */
void foreign_own_query(struct import *);

/* The target is text, and so is the source: nothing in them is a placeholder,
 * even if it looks like one. */
void foreign_plain(struct import *);

/* The note, a part a line. */
void foreign_note(struct import *, const char *before, struct slice);

/* Tags of a list: what is no tag is left out, and said. */
void foreign_tags(struct import *, struct slice, char separator, int64_t line);

#endif
