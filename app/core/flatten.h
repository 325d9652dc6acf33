/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_FLATTEN_H
#define DETOUR_FLATTEN_H

/*
 * flatten.h - a chain of redirects made one hop, where that is sure.
 *
 * The rule at its beginning is told to lead where its visitors end up; all
 * others stay.  As long as all are active, every URL leads where it did.  The
 * result is as temporary as its weakest hop: temporary if any is, and over when
 * the first of them is.  It keeps or changes methods as the chain did, and
 * passes on what the chain passed on.
 *
 * What the rule has of its own stays: its share, conditions and repetition.
 * Placeholders go along through what a star or a placeholder of the next source
 * stands for.
 *
 * A rule is left as it is where one target can't say the same: where the rule
 * or the next one is protected; where the next one is for a share of visitors,
 * has conditions that the rule's own do not imply, gives less leave to pages of
 * other origins, or is not active whenever the rule is; where either answers
 * after its end and the end would come earlier; where another rule might answer
 * some of what it leads to, and where it is only some of that which others
 * answer.  For this last one only the first hundred rules are looked at, and
 * none where more than FLATTEN_PARTS_MAX are not exact.
 */

#include "rules.h"
#include "table.h"

enum flatten_end {
	FLATTEN_NONE, /* there is no chain, or it does not begin here */
	FLATTEN_DONE, /* it leads on directly */
	FLATTEN_LEFT  /* there is one, and it stays; why says why */
};

#define FLATTEN_HOPS      10
#define FLATTEN_PARTS_MAX 2000

struct flatten;

/* Begin; the store and the table are of the same rules, and not changed until
 * all are judged. */
enum err flatten_open(struct store *, struct table *, int64_t now,
    struct flatten **ret) MUST_CHECK;
void     flatten_close(struct flatten *); /* NULL is fine */

/*
 * Flatten one rule that rule_validate() has passed.
 *
 *	ret	initialised; the rule as it should be, valid, with FLATTEN_DONE
 *	through	the rules that it skips, FLATTEN_HOPS places
 *	why	a clause: why it stays, or why it does not lead further yet
 *
 * Errors: those of table_find(); ERR_NOMEM.
 */
enum err flatten_rule(struct flatten *, const struct rule *, int64_t mono_ms,
    struct rule *ret, enum flatten_end *, int64_t *through, size_t *ret_n,
    struct buf *why) MUST_CHECK;

#endif
