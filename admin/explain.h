/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_EXPLAIN_H
#define DETOUR_EXPLAIN_H

/*
 * explain.h - what became of a request, stage by stage, and that in words.
 */

#include "asked.h"
#include "cmd.h"
#include "decide.h"
#include "key.h"
#include "match.h"

struct explanation {
	struct session     *session;
	struct asked        asked; /* the request */
	int64_t             at;
	struct moment       moment; /* at, or the present */
	struct key          key;    /* if has_key: else it was malformed */
	bool                has_key;
	const struct match *match;   /* the rules that cover it, in order */
	enum verdict       *verdict; /* what became of each */
	size_t              n;
	struct decision     decision;
	struct buf          why; /* one sentence */
};

/* What became of a rule, as a clause: "comes later". */
const char *explain_clause(enum verdict);

/* Print it all for a person: the canonical URL, each rule that covers it, the
 * head of the answer, why.  ERR_NOMEM, ERR_LIMIT, ERR_IO. */
enum err explain_print(const struct explanation *) MUST_CHECK;

#endif
