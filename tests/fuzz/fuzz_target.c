/* SPDX-License-Identifier: MIT */
/*
 * fuzz_target.c - a source, a target and a URL, each a line: whatever is
 * accepted and asked for, the Location keeps the target's origin.
 */
#include "fuzz.h"

#include <string.h>

#include "key.h"
#include "location.h"
#include "match.h"
#include "rule.h"

static void
check(const struct rule *r, const struct match *m, const struct key *k)
{
	struct target t;
	struct buf    parts, out;
	struct slice  made;
	enum err      rc;

	buf_init(&parts, 6 * TARGET_MAX);
	buf_init(&out, 4 * LOCATION_MAX + 3 * URL_REQUEST_MAX);
	MUST(target_parse(r->target, &r->at, r->literal, &t, &parts, NULL) ==
	    ERR_OK);
	if (t.kind != TARGET_ALONE) {
		rc = location_build(&t, m, k, r->query, &out);
		made = buf_slice(&out);
		if (rc == ERR_OK) {
			MUST(location_is_safe(&t, made));
			MUST(made.n >= t.origin.n &&
			    memcmp(made.s, t.origin.s, t.origin.n) == 0);
			(void)location_is_self(&t, made, k);
		} else {
			/* Only captures and values of parameters can make what
			 * is not safe. */
			MUST(rc == ERR_LIMIT ||
			    (rc == ERR_SYNTAX &&
				(r->at.kind == SOURCE_REGEX ||
				    r->at.values > 0)));
		}
	}
	buf_free(&out);
	buf_free(&parts);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct slice   rest = { (const char *)data, n };
	struct request request;
	struct match   m;
	struct rule    r;
	struct key     k;
	struct buf     url;

	rule_init(&r, 1);
	key_init(&k);
	buf_init(&url, 100000);
	rule_set_text(&r, &r.source, fuzz_line(&rest));
	rule_set_text(&r, &r.target, fuzz_line(&rest));
	buf_add_slice(&url, fuzz_line(&rest));
	r.ignore_case = rest.n > 0;
	r.literal = rest.n > 1;
	r.query = rest.n > 2 ? QUERY_DROP : QUERY_PASS;
	if (rule_validate(&r, NULL) == ERR_OK && buf_end(&url) == ERR_OK &&
	    r.status == 307) {
		request_from_url(url.data, "GET", &request);
		if (key_from_request(&request, &k) == ERR_OK &&
		    match_rule(&r, &k, &m) == MATCH_YES)
			check(&r, &m, &k);
	}
	buf_free(&url);
	key_free(&k);
	rule_free(&r);
	return 0;
}
