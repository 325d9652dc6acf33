/* SPDX-License-Identifier: MIT */
/*
 * filter.c - which rules list and export are about.
 */
#include "filter.h"

#include <string.h>

static bool
is_state(struct slice name)
{
	for (int i = RULE_SCHEDULED; i <= RULE_DISABLED; i++)
		if (slice_is(name, rule_state_name((enum rule_state)i)))
			return true;
	return false;
}

/* The next word of "a,b,c"; false at the end. */
static bool
next_word(struct slice *rest, struct slice *ret)
{
	const char *comma;

	if (rest->s == NULL)
		return false;
	*ret = *rest;
	comma = memchr(rest->s, ',', rest->n);
	if (comma == NULL) {
		*rest = (struct slice){ NULL, 0 };
		return true;
	}
	ret->n = (size_t)(comma - rest->s);
	rest->s += ret->n + 1;
	rest->n -= ret->n + 1;
	return true;
}

static bool
are_states(const char *names)
{
	struct slice rest = slice_of(names), name;

	while (next_word(&rest, &name))
		if (!is_state(name))
			return false;
	return true;
}

/* Whether a word stands in "a,b,c". */
static bool
has_word(struct slice list, struct slice word)
{
	struct slice one;

	while (next_word(&list, &one))
		if (slice_eq(one, word))
			return true;
	return false;
}

/* A rule has one host, so that of two others none passes. */
static enum err
take_host(struct filter *f, struct slice typed, struct buf *why)
{
	struct buf host;
	enum err   rc;

	buf_init(&host, SOURCE_MAX);
	rc = source_host(typed, &host, why);
	if (rc == ERR_OK) {
		f->none |= f->host.len > 0 &&
		    !slice_eq(buf_slice(&f->host), buf_slice(&host));
		buf_reset(&f->host);
		buf_add_slice(&f->host, buf_slice(&host));
		rc = buf_end(&f->host);
	}
	buf_free(&host);
	return rc;
}

enum status
filter_parse(struct session *s, struct filter *f)
{
	const struct given *g = s->args.given;
	enum err            rc = ERR_OK;

	*f = (struct filter){ .args = &s->args, .now = s->now };
	buf_init(&f->host, SOURCE_MAX);
	for (size_t i = 0; i < s->args.n; i++) {
		if ((g[i].opt == OPT_STATE || g[i].opt == OPT_ONLY) &&
		    !are_states(g[i].value))
			return said(s, EXIT_USAGE,
			    "'%s' is not a state: scheduled, active, expired, "
			    "permanent or disabled, or several with commas",
			    g[i].value);
		if (g[i].opt == OPT_HOST)
			rc = take_host(f, slice_of(g[i].value), &s->why);
		if (rc != ERR_OK)
			return failed(s, rc);
	}
	return limit_option(s, &f->limit) ? EXIT_YES : EXIT_USAGE;
}

void
filter_free(struct filter *f)
{
	buf_free(&f->host);
}

/* Whether one option holds; those that are no filter do. */
static bool
holds(const struct given *g, const struct rule *r, int64_t now)
{
	switch (g->opt) {
	case OPT_STATE:
	case OPT_ONLY:
		return has_word(slice_of(g->value),
		    slice_of(rule_state_name(rule_state(r, now))));
	case OPT_WITH_TAG:
		return has_word(r->tags, slice_of(g->value));
	case OPT_CONTAINS:
		return memmem(r->source.s, r->source.n, g->value,
			   strlen(g->value)) != NULL;
	default:
		return true;
	}
}

bool
filter_passes(const struct filter *f, const struct rule *r)
{
	if (f->ids != NULL && !ids_has(f->ids, r->id))
		return false;
	if (f->host.len > 0 &&
	    (f->none || !slice_eq(r->at.host, buf_slice(&f->host))))
		return false;
	for (size_t i = 0; i < f->args->n; i++)
		if (!holds(&f->args->given[i], r, f->now))
			return false;
	return true;
}

struct walk {
	const struct filter *filter;
	rules_fn            *fn;
	void                *arg;
	int64_t              passed;
	bool                 done; /* the limit is reached */
};

static enum err
visit(const struct rule *r, void *arg)
{
	struct walk *w = arg;
	enum err     rc;

	if (!filter_passes(w->filter, r))
		return ERR_OK;
	rc = w->fn(r, w->arg);
	w->done = rc == ERR_OK && ++w->passed == w->filter->limit;
	/* Any error ends the walk; this one is not an error. */
	return w->done ? ERR_LIMIT : rc;
}

enum err
filter_each(struct session *s, const struct filter *f, rules_fn *fn, void *arg)
{
	struct walk w = { .filter = f, .fn = fn, .arg = arg };
	enum err    rc = rules_each(s->store, visit, &w);

	return w.done ? ERR_OK : rc;
}
