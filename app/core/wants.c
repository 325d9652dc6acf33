/* SPDX-License-Identifier: MIT */
/* wants.c - what a rule wants, as a few bits; see wants.h. */
#include "wants.h"

#include "params.h"

/* Two of 64 bits for a parameter; the same for those that are the same. */
static uint64_t
bits_of(struct slice param)
{
	const uint64_t hash = params_hash(param);

	return UINT64_C(1) << (hash >> 58) | UINT64_C(1) << (hash >> 52 & 63);
}

bool
wants_of(const struct rule *r, struct wants *ret)
{
	struct slice rest = r->at.params, one;

	*ret = (struct wants){ 0 };
	while (r->at.nparams > 0 && url_next_param(&rest, &one))
		if (!params_is_any(one))
			ret->params |= bits_of(one);
	if (r->at.kind == SOURCE_REGEX)
		regex_pairs_wanted(r->at.path, r->ignore_case, &ret->pairs);
	return ret->params != 0 || r->at.kind == SOURCE_REGEX;
}

void
wants_there(struct slice path, struct slice query, bool ignore_case,
    struct wants *ret)
{
	struct slice one;

	*ret = (struct wants){ 0 };
	for (int i = 0; i < PARAMS_SEEN_MAX && url_next_param(&query, &one);
	     i++)
		ret->params |= bits_of(one);
	regex_pairs_of(path, ignore_case, &ret->pairs);
}
