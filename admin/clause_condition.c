/* SPDX-License-Identifier: MIT */
/*
 * clause_condition.c - which condition of a rule does not hold, and what the
 * request has instead.
 */
#include "clause.h"

#include "condition.h"
#include "cookie.h"
#include "language.h"

static void
add_cookie(const struct key *k, struct slice wanted, struct buf *out)
{
	struct slice rest = request_header(k->env, SLICE("Cookie"));
	struct slice name, value, n, v;

	(void)condition_split(wanted, &name, &value);
	while (cookie_next(&rest, &n, &v)) {
		if (!slice_eq(n, name))
			continue;
		buf_addf(out, "has %.*s=%.*s", quotable(n), n.s, quotable(v),
		    v.s);
		return;
	}
	buf_adds(out, "has no such cookie");
}

static void
add_header(const struct key *k, struct slice wanted, struct buf *out)
{
	struct slice name, value, got;

	(void)condition_split(wanted, &name, &value);
	got = request_header(k->env, name);
	if (got.s == NULL) {
		buf_adds(out, "has no such header");
		return;
	}
	buf_adds(out, "has ");
	buf_add_slice(out, name);
	buf_addf(out, ": %.*s", quotable(got), got.s);
}

static void
add_language(const struct key *k, struct buf *out)
{
	const struct slice got = language_preferred(request_header(k->env,
	    SLICE("Accept-Language")));

	if (got.n == 0)
		buf_adds(out, "prefers none");
	else
		buf_addf(out, "prefers %.*s", quotable(got), got.s);
}

static void
add_address(const struct key *k, struct buf *out)
{
	if (k->address.s == NULL)
		buf_adds(out, "comes from nowhere; --ip says from where");
	else
		buf_addf(out, "comes from %.*s", quotable(k->address),
		    k->address.s);
}

void
clause_condition(const struct explanation *e, const struct rule *r,
    struct buf *out)
{
	enum condition_kind kind;
	struct slice        value;

	if (conditions_hold(r->conditions, &e->key, &kind, &value))
		return;
	buf_adds(out, "is for ");
	condition_describe(r->conditions, kind, value, out);
	buf_adds(out, ", and this request ");
	switch (kind) {
	case CONDITION_METHOD:
		buf_addf(out, "is a %s", e->asked.method);
		break;
	case CONDITION_COOKIE:
		add_cookie(&e->key, value, out);
		break;
	case CONDITION_HEADER:
		add_header(&e->key, value, out);
		break;
	case CONDITION_LANGUAGE:
		add_language(&e->key, out);
		break;
	case CONDITION_FROM_NET:
	case CONDITION_CORS:
	case CONDITION_KINDS:
		add_address(&e->key, out);
		break;
	}
}
