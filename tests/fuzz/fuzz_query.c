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

/* Whether a query has a parameter, the plain way; one that ends in "=:" may
 * have any value. */
static bool
has(struct slice query, struct slice param)
{
	const bool   any = param.n > 2 && param.s[param.n - 1] == ':';
	struct slice one;
	struct buf   text;
	bool         found = false;

	buf_init(&text, TEXT_MAX);
	param.n -= any;
	for (int i = 0; i < PARAMS_SEEN_MAX && !found; i++) {
		if (!url_next_param(&query, &one))
			break;
		canonical(one, &text);
		found = any ? text.len > param.n &&
			memcmp(text.data, param.s, param.n) == 0 :
			      slice_eq(buf_slice(&text), param);
	}
	buf_free(&text);
	return found;
}

/* What is canonical, with its placeholders, is that again. */
static void
check_again(struct slice required, const struct params *p)
{
	struct slice  rest = required, one;
	struct buf    typed, again;
	struct params same = { 0 };
	unsigned      values = 0;

	buf_init(&typed, TEXT_MAX);
	buf_init(&again, TEXT_MAX);
	while (url_next_param(&rest, &one)) {
		if (typed.len > 0)
			buf_addc(&typed, '&');
		if (one.s[one.n - 1] == ':') {
			one.n--;
			buf_add_slice(&typed, one);
			one = p->name[values++];
		}
		buf_add_slice(&typed, one);
	}
	MUST(buf_end(&typed) == ERR_OK && values == p->values);
	MUST(params_parse(buf_slice(&typed), false, &again, &same, NULL) ==
	    ERR_OK);
	MUST(same.n == p->n && same.values == p->values);
	MUST(slice_eq(buf_slice(&again), required));
	buf_free(&again);
	buf_free(&typed);
}

/* The values of placeholders are whole ones of the request. */
static void
check_values(struct slice required, const struct params *p, struct slice query)
{
	struct piece pieces[PARAMS_MAX];

	params_values(required, query, pieces);
	for (unsigned i = 0; i < p->values; i++) {
		size_t end = (size_t)pieces[i].at + pieces[i].n;

		MUST(pieces[i].n > 0 && pieces[i].at > 1 && end <= query.n);
		MUST(query.s[pieces[i].at - 1] == '=');
		MUST(end == query.n || query.s[end] == '&');
	}
}

static void
check_required(struct slice required, const struct params *p,
    struct slice query)
{
	struct slice rest = required, one, key = params_key(required);
	struct buf   example;
	unsigned     n = 0;
	bool         all = true, keyed = false;

	while (url_next_param(&rest, &one)) {
		all = all && has(query, one);
		keyed = keyed || slice_eq(one, key);
		n++;
	}
	MUST(p->n == n && n >= 1 && n <= PARAMS_MAX);
	MUST(keyed == (p->values < n) && keyed == (key.n > 0));
	MUST(params_covered(required, query) == all);
	if (all && query.n <= UINT16_MAX)
		check_values(required, p, query);
	buf_init(&example, TEXT_MAX);
	params_example(required, &example);
	MUST(params_covered(required, buf_slice(&example)));
	buf_free(&example);
	check_again(required, p);
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
	struct slice  rest = { (const char *)data, n }, typed, query, one;
	struct params p = { 0 };
	struct buf    required, why;
	enum err      rc;

	typed = fuzz_line(&rest);
	query = fuzz_line(&rest);
	rest = query;
	while (url_next_param(&rest, &one))
		check_param(one);
	check_sent(query);
	buf_init(&required, TEXT_MAX);
	buf_init(&why, WHY_MAX);
	rc = typed.n > 2000 ? ERR_LIMIT :
			      params_parse(typed, false, &required, &p, &why);
	if (rc == ERR_OK)
		check_required(buf_slice(&required), &p, query);
	else
		MUST(typed.n > 2000 ||
		    (why.len > 0 && buf_end(&why) == ERR_OK));
	buf_free(&why);
	buf_free(&required);
	return 0;
}
