/* SPDX-License-Identifier: MIT */
/* table_chained.c - does another rule answer a rule's target? see table.h. */
#include "table.h"

#include "request.h"
#include "table_base.h"
#include "target.h"

/* Who answers a URL: *ret is its id, or 0. */
static enum err
who_answers(struct table *t, int64_t now, int64_t mono_ms, int64_t *ret)
{
	struct request r;
	enum err       rc = buf_end(&t->url);

	*ret = 0;
	if (rc == ERR_OK) {
		request_from_url(t->url.data, "GET", &r);
		rc = key_from_request(&r, &t->key);
		t->key.anybody = true; /* any visitor's answer counts */
	}
	if (rc == ERR_SYNTAX || rc == ERR_LIMIT)
		return ERR_OK; /* then nobody does */
	if (rc == ERR_OK)
		rc = table_decide(t, &t->key, when_exactly(now), mono_ms,
		    &t->decision);
	if (rc == ERR_OK && t->decision.why != WHY_ALONE)
		*ret = t->decision.rule_id;
	return rc;
}

enum err
table_chained(struct table *t, const struct rule *rule, int64_t now,
    int64_t mono_ms, int64_t *ret_other)
{
	static const enum scheme schemes[] = { SCHEME_HTTP, SCHEME_HTTPS };
	struct target            target;
	int64_t                  id = 0;
	enum err                 rc;

	buf_reset(&t->parts);
	rc = target_parse(rule->target, &rule->at, rule->literal, &target,
	    &t->parts, NULL);
	if (rc == ERR_NOMEM)
		return rc;
	if (rc != ERR_OK || target.kind == TARGET_ALONE) {
		*ret_other = 0;
		return ERR_OK;
	}
	for (size_t i = 0; i < ARRAY_LEN(schemes) && id == 0; i++) {
		enum scheme s =
		    target.kind == TARGET_URL ? target.scheme : rule->at.scheme;

		if (s != SCHEME_ANY && s != schemes[i])
			continue;
		buf_reset(&t->url);
		if (target.kind == TARGET_URL)
			buf_add_slice(&t->url, target.origin);
		else if (rule->at.host.n > 0) {
			buf_addf(&t->url, "%s://", scheme_name(schemes[i]));
			source_any_host(&rule->at, &t->url);
		}
		/* ":splat" stays: it is a segment like any other that a
		 * visitor could have there. */
		buf_add_slice(&t->url, target.path);
		if (target.has_query) {
			buf_addc(&t->url, '?');
			buf_add_slice(&t->url, target.query);
		}
		rc = who_answers(t, now, mono_ms, &id);
		if (rc != ERR_OK)
			return rc;
		if (id == rule->id)
			id = 0;
		/* A path on no host in particular has no scheme either. */
		if (t->url.data[0] == '/')
			break;
	}
	*ret_other = id;
	return ERR_OK;
}
