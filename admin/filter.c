/* SPDX-License-Identifier: MIT */
/*
 * filter.c - which rules list and export are about.
 */
#include "filter.h"

#include <string.h>

static bool
is_state(const char *name)
{
	int i;

	for (i = RULE_SCHEDULED; i <= RULE_DISABLED; i++)
		if (strcmp(name, rule_state_name((enum rule_state)i)) == 0)
			return true;
	return false;
}

enum status
filter_parse(struct session *s, struct filter *f)
{
	const char *host = args_value(&s->args, OPT_HOST);
	enum err    rc = ERR_OK;

	*f = (struct filter){
		.state = args_value(&s->args, OPT_STATE),
		.tag = args_value(&s->args, OPT_WITH_TAG),
		.source = args_value(&s->args, OPT_CONTAINS),
		.now = s->now,
	};
	buf_init(&f->host, SOURCE_MAX);
	if (f->state != NULL && !is_state(f->state))
		return said(s, EXIT_USAGE,
		    "'%s' is not a state: scheduled, active, expired, "
		    "permanent or disabled",
		    f->state);
	if (host != NULL)
		rc = source_host(slice_of(host), &f->host, &s->why);
	if (rc != ERR_OK)
		return failed(s, rc);
	return limit_option(s, &f->limit) ? EXIT_YES : EXIT_USAGE;
}

void
filter_free(struct filter *f)
{
	buf_free(&f->host);
}

/* Whether a word stands in "a,b,c". */
static bool
has_tag(struct slice tags, const char *tag)
{
	size_t i, start = 0;

	for (i = 0; i <= tags.n; i++) {
		if (i < tags.n && tags.s[i] != ',')
			continue;
		if (slice_is((struct slice){ tags.s + start, i - start }, tag))
			return true;
		start = i + 1;
	}
	return false;
}

static bool
passes(const struct filter *f, const struct rule *r)
{
	if (f->state != NULL &&
	    strcmp(rule_state_name(rule_state(r, f->now)), f->state) != 0)
		return false;
	if (f->tag != NULL && !has_tag(r->tags, f->tag))
		return false;
	if (f->host.len > 0 && !slice_eq(r->at.host, buf_slice(&f->host)))
		return false;
	return f->source == NULL ||
	    memmem(r->source.s, r->source.n, f->source, strlen(f->source)) !=
	    NULL;
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

	if (!passes(w->filter, r))
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
