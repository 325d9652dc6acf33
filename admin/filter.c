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

enum status
filter_parse(struct session *s, struct filter *f)
{
	const char *host = args_value(&s->args, OPT_HOST);
	enum err    rc = ERR_OK;

	*f = (struct filter){
		.state = args_value(&s->args,
		    args_has(&s->args, OPT_ONLY) ? OPT_ONLY : OPT_STATE),
		.tag = args_value(&s->args, OPT_WITH_TAG),
		.source = args_value(&s->args, OPT_CONTAINS),
		.now = s->now,
	};
	buf_init(&f->host, SOURCE_MAX);
	if (f->state != NULL && !are_states(f->state))
		return said(s, EXIT_USAGE,
		    "'%s' is not a state: scheduled, active, expired, "
		    "permanent or disabled, or several with commas",
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

bool
filter_passes(const struct filter *f, const struct rule *r)
{
	if (f->ids != NULL && !ids_has(f->ids, r->id))
		return false;
	if (f->state != NULL &&
	    !has_word(slice_of(f->state),
		slice_of(rule_state_name(rule_state(r, f->now)))))
		return false;
	if (f->tag != NULL && !has_word(r->tags, slice_of(f->tag)))
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
