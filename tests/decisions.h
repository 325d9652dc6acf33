/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_DECISIONS_H
#define DETOUR_DECISIONS_H

/*
 * decisions.h - rows of rules, a request, and the decision as one text.
 */

#include <stdio.h>

#include "decide.h"
#include "given.h"

#define RULES_MAX 4

/* One rule of a row; its id is its place, from 1.  0 is a default: since ever,
 * never, status 307, decline. */
struct given {
	const char *source;
	const char *target;
	int64_t     from, until;
	int         status;
	const char *after;
	const char *how; /* s strict, x disabled, u sunset */
};

struct row {
	const char  *name;
	const char  *request; /* "METHOD URL" */
	const char  *want;    /* see tell() */
	struct given rules[RULES_MAX];
};

#define RULE(...)           \
	{                   \
		__VA_ARGS__ \
	}
#define NO_RULE                                 \
	{                                       \
		NULL, NULL, 0, 0, 0, NULL, NULL \
	}
#define PLAIN(s, t)                     \
	{                               \
		s, t, 0, 0, 0, NULL, "" \
	}
#define WINDOW(s, t, from, until)              \
	{                                      \
		s, t, from, until, 0, NULL, "" \
	}
#define AFTER(s, t, until, after)            \
	{                                    \
		s, t, 0, until, 0, after, "" \
	}
#define STATUS(s, t, status)                 \
	{                                    \
		s, t, 0, 0, status, NULL, "" \
	}
#define HOW(s, t, how)                   \
	{                                \
		s, t, 0, 0, 0, NULL, how \
	}
#define ONE(r)                               \
	{                                    \
		r, NO_RULE, NO_RULE, NO_RULE \
	}
#define TWO(a, b)                      \
	{                              \
		a, b, NO_RULE, NO_RULE \
	}
#define THREE(a, b, c)           \
	{                        \
		a, b, c, NO_RULE \
	}

/* "STATUS LOCATION WHY [RULE STATE] [late RULE] [retry SECONDS] [of a 503:
 * no-store] [METHOD]:" and the verdicts. */
static inline void
tell(const struct decision *d, const enum verdict *v, size_t n, struct buf *out)
{
	static const char *const whys[] = { [WHY_RULE] = "rule",
		[WHY_AFTER] = "after",
		[WHY_ALONE] = "alone",
		[WHY_NONE] = "none",
		[WHY_ASTERISK] = "asterisk" };
	static const char *const methods[] = { [METHOD_OTHER] = "",
		[METHOD_HEAD] = " HEAD",
		[METHOD_OPTIONS] = " OPTIONS",
		[METHOD_TRACE] = " TRACE" };

	buf_addf(out, "%d ", d->status);
	if (d->location.len > 0)
		buf_add_slice(out, buf_slice(&d->location));
	else
		buf_addc(out, '-');
	buf_addf(out, " %s", whys[d->why]);
	if (d->rule_id != 0)
		buf_addf(out, " %lld %s", (long long)d->rule_id,
		    rule_state_name(d->state));
	if (d->late_id != 0)
		buf_addf(out, " late %lld", (long long)d->late_id);
	if (d->retry_after != 0)
		buf_addf(out, " retry %lld", (long long)d->retry_after);
	if (d->status == 503 && d->max_age == MAX_AGE_NO_STORE &&
	    d->sunset == WHEN_NEVER)
		buf_adds(out, " no-store");
	buf_addf(out, "%s:", methods[d->method]);
	for (size_t i = 0; i < n; i++)
		buf_addf(out, " %s", verdict_name(v[i]));
	assert_err(buf_end(out), ERR_OK);
}

static inline void
make_rule(struct rule *r, int64_t id, const struct given *g)
{
	given_rule(r, id, g->source, g->target);
	if (g->from != 0)
		r->starts_at = g->from;
	if (g->until != 0)
		r->expires_at = g->until;
	if (g->status != 0)
		r->status = g->status;
	if (g->after != NULL)
		rule_set_text(r, &r->after, slice_of(g->after));
	r->strict = strchr(g->how, 's') != NULL;
	r->enabled = strchr(g->how, 'x') == NULL;
	r->sunset = strchr(g->how, 'u') != NULL;
	assert_err(rule_validate(r, NULL), ERR_OK);
}

static inline void
test_row(void **state)
{
	const struct row *c = *state;
	struct rule       rules[RULES_MAX];
	struct match      m[RULES_MAX];
	enum verdict      v[RULES_MAX];
	struct decision   d;
	struct key        k;
	struct buf        got;
	char              method[16];
	size_t            made = 0, n = 0, cut = strcspn(c->request, " ");

	key_init(&k);
	buf_init(&got, 10000);
	decision_init(&d);
	snprintf(method, sizeof(method), "%.*s", (int)cut, c->request);
	given_key(&k, method, c->request + cut + 1);
	while (made < RULES_MAX && c->rules[made].source != NULL) {
		make_rule(&rules[made], (int64_t)made + 1, &c->rules[made]);
		if (match_rule(&rules[made], &k, &m[n]) == MATCH_YES)
			n++;
		made++;
	}
	match_sort(m, n);
	assert_err(decide(&k, m, n, when_exactly(NOW), v, &d), ERR_OK);
	tell(&d, v, n, &got);
	assert_string_equal(got.data, c->want);

	/* The same without verdicts, in a decision that was used before. */
	assert_err(decide(&k, m, n, when_exactly(NOW), NULL, &d), ERR_OK);
	buf_reset(&got);
	tell(&d, v, n, &got);
	assert_string_equal(got.data, c->want);

	while (made > 0)
		rule_free(&rules[--made]);
	decision_free(&d);
	buf_free(&got);
	key_free(&k);
}

#endif
