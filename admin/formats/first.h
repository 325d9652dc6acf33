/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_FIRST_H
#define DETOUR_FIRST_H

/*
 * first.h - where the first match wins: which line had a source before?
 *
 * Elsewhere rules are asked in their order; here the most exact one wins.  So
 * of two lines with the same source only the first was ever live there, and a
 * line below a wildcard was not, but is here.
 */

#include "buf.h"
#include "first_lines.h"
#include "rule.h"

/* Sources with placeholders, and expressions, that are compared with the lines
 * after them. */
#define FIRST_WIDE_MAX 64

struct first_wide;

struct first {
	struct first_lines lines;
	struct first_wide *wide;
	size_t             nwide;
	struct first      *refused;  /* the same of what is no rule here */
	bool               prefixes; /* there are some */
	bool               hosts;    /* there are rules for any host */
	struct buf         text;
};

/* About one rule; a line is 0 when there is none. */
struct first_said {
	int64_t same;    /* the line that had its source */
	int64_t over;    /* a line that covered it, and is asked later here */
	int64_t partly;  /* one that covered some of it, and likewise */
	int64_t refused; /* one that had or covered it, and is no rule here */
	bool    above;   /* it is for a host, and some were for any */
	bool    is_full; /* it is one of more than FIRST_WIDE_MAX */
};

void first_init(struct first *);
void first_free(struct first *);

/* Look a rule up, which has been validated, and remember it unless it was
 * there.  Errors: ERR_NOMEM. */
enum err first_note(struct first *, const struct rule *, int64_t line,
    struct first_said *) MUST_CHECK;

/* Remember a line that is refused here, though it did answer there: a rule for
 * its source, validated.  Errors: ERR_NOMEM. */
enum err first_refused(struct first *, const struct rule *,
    int64_t line) MUST_CHECK;

/* Whether a rule that was above another is asked after it here, and some
 * request may be for both; of an expression, true if in doubt. */
bool first_turned(const struct rule *above, const struct rule *);

#endif
