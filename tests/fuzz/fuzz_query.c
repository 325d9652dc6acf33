/* SPDX-License-Identifier: MIT */
/*
 * fuzz_query.c - what a source requires and what a request asks for, a line
 * each: canonical forms are final, and agree with a plain comparison.
 */
#include "fuzz.h"

#include <string.h>

#include "params.h"
#include "url.h"

#define TEXT_MAX 200000

static void
canonical(struct slice param, struct buf *out)
{
	buf_reset(out);
	params_canonical(param, out);
	MUST(buf_end(out) == ERR_OK);
}

/* The canonical form of a parameter is the parameter, and final. */
static void
check_param(struct slice param)
{
	struct buf once, twice;

	buf_init(&once, TEXT_MAX);
	buf_init(&twice, TEXT_MAX);
	canonical(param, &once);
	canonical(buf_slice(&once), &twice);
	MUST(slice_eq(buf_slice(&once), buf_slice(&twice)));
	MUST(params_is_same(param, buf_slice(&once)));
	MUST(url_same_name(param, buf_slice(&once)));
	buf_free(&twice);
	buf_free(&once);
}

/* Whether a query has a parameter, the plain way. */
static bool
has(struct slice query, struct slice param)
{
	struct slice one;
	struct buf   text;
	bool         found = false;

	buf_init(&text, TEXT_MAX);
	for (int i = 0; i < PARAMS_SEEN_MAX && !found; i++) {
		if (!url_next_param(&query, &one))
			break;
		canonical(one, &text);
		found = slice_eq(buf_slice(&text), param);
	}
	buf_free(&text);
	return found;
}

static void
check_required(struct slice required, unsigned n, struct slice query)
{
	struct slice rest = required, one, key = params_key(required);
	struct buf   again;
	unsigned     same = 0;
	bool         all = true, keyed = false;

	while (url_next_param(&rest, &one)) {
		all = all && has(query, one);
		keyed = keyed || slice_eq(one, key);
		same++;
	}
	MUST(same == n && n >= 1 && n <= PARAMS_MAX && keyed);
	MUST(params_covered(required, query) == all);
	MUST(params_covered(required, required));
	buf_init(&again, TEXT_MAX);
	MUST(params_parse(required, &again, &same, NULL) == ERR_OK);
	MUST(same == n && slice_eq(buf_slice(&again), required));
	buf_free(&again);
}

/* A query that is sent on: what may stand in a Location, and final. */
static void
check_sent(struct slice query)
{
	struct buf once, twice;

	buf_init(&once, TEXT_MAX);
	buf_init(&twice, TEXT_MAX);
	url_query(query, &once);
	MUST(buf_end(&once) == ERR_OK);
	for (size_t i = 0; i < once.len; i++)
		MUST(once.data[i] > ' ' && once.data[i] < 0x7f &&
		    strchr("#\\\"<>", once.data[i]) == NULL);
	url_query(buf_slice(&once), &twice);
	MUST(slice_eq(buf_slice(&once), buf_slice(&twice)));
	buf_free(&twice);
	buf_free(&once);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct slice rest = { (const char *)data, n }, typed, query, one;
	struct buf   required, why;
	unsigned     count = 0;
	enum err     rc;

	typed = fuzz_line(&rest);
	query = fuzz_line(&rest);
	rest = query;
	while (url_next_param(&rest, &one))
		check_param(one);
	check_sent(query);
	buf_init(&required, TEXT_MAX);
	buf_init(&why, WHY_MAX);
	rc = typed.n > 2000 ? ERR_LIMIT :
			      params_parse(typed, &required, &count, &why);
	if (rc == ERR_OK)
		check_required(buf_slice(&required), count, query);
	else
		MUST(typed.n > 2000 ||
		    (why.len > 0 && buf_end(&why) == ERR_OK));
	buf_free(&why);
	buf_free(&required);
	return 0;
}
