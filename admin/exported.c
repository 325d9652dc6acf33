/* SPDX-License-Identifier: MIT */
/* exported.c - rules in a format for others; see exported.h. */
#include "exported.h"

#include <errno.h>
#include <stdlib.h>

#include "match.h"
#include "rules.h"

/* A rule that answers, now or later. */
struct one {
	struct rule rule;
	bool        wanted; /* it passes the filter */
	bool        kept;   /* and it is written */
	bool        guards; /* it is not, but its requests are left alone */
};

struct chosen {
	struct session      *session;
	const struct filter *filter;
	struct one         **all; /* in the order in which they are asked */
	size_t               n, cap;
	size_t              *left; /* places of those that are not written */
	size_t               nleft;
	int64_t              wanted;
	size_t               refused;
};

static bool
answers(const struct rule *r, int64_t now)
{
	enum rule_state state = rule_state(r, now);

	return state != RULE_DISABLED &&
	    (state != RULE_EXPIRED || !slice_is(r->after, "decline"));
}

static enum err
collect(const struct rule *r, void *arg)
{
	struct chosen *c = arg;
	struct one    *one, **more;
	enum err       rc;

	if (!answers(r, c->session->now))
		return ERR_OK;
	if (c->n == c->cap) {
		c->cap = c->cap == 0 ? 64 : c->cap * 2;
		more = realloc(c->all, c->cap * sizeof(*more));
		if (more == NULL)
			return ERR_NOMEM;
		c->all = more;
	}
	one = calloc(1, sizeof(*one));
	if (one == NULL)
		return ERR_NOMEM;
	c->all[c->n++] = one;
	rule_init(&one->rule, c->session->now);
	rc = rule_copy(&one->rule, r);
	if (rc == ERR_OK && r->parsed)
		rc = rule_validate(&one->rule, NULL);
	one->wanted = filter_passes(c->filter, r) &&
	    (c->filter->limit == 0 || c->wanted < c->filter->limit);
	c->wanted += one->wanted;
	return rc;
}

static void
chosen_free(struct chosen *c)
{
	for (size_t i = 0; i < c->n; i++) {
		rule_free(&c->all[i]->rule);
		free(c->all[i]);
	}
	free(c->all);
	free(c->left);
}

static int
compare(const void *a, const void *b)
{
	const struct one *const *x = a, *const *y = b;

	return match_order(&(*x)->rule, &(*y)->rule);
}

static void
refused(struct chosen *c, const struct one *one, const char *why)
{
	c->refused++;
	said(c->session, EXIT_NO, "rule %lld, %.*s, is left out: %s",
	    (long long)one->rule.id, quotable(one->rule.source),
	    one->rule.source.s, why);
}

/*
 * A rule that is left out, that detour would ask before this one, and whose
 * requests cannot be kept from it.  Only a handful is left out of most exports.
 */
static const struct one *
in_front(const struct chosen *c, size_t at, const struct to_format *format,
    struct buf *text)
{
	for (size_t i = 0; i < c->nleft; i++) {
		struct one *one = c->all[c->left[i]];

		if (!shape_may_meet(&one->rule, &c->all[at]->rule))
			continue;
		buf_reset(text);
		one->guards = one->guards ||
		    (format->guard != NULL &&
			format->guard(&one->rule, c->session->now, text,
			    NULL) == ERR_OK &&
			buf_end(text) == ERR_OK);
		if (!one->guards)
			return one;
	}
	return NULL;
}

/* Decide which ones are written. */
static enum err
judge(struct chosen *c, const struct to_format *format)
{
	struct session *s = c->session;
	struct buf      text;
	enum err        rc = ERR_OK;

	c->left = calloc(c->n + 1, sizeof(*c->left));
	if (c->left == NULL)
		return ERR_NOMEM;
	buf_init(&text, TO_TEXT_MAX);
	for (size_t i = 0; i < c->n && rc == ERR_OK; i++) {
		struct one       *one = c->all[i];
		const struct one *first;

		if (i > 0 && !c->all[i - 1]->kept)
			c->left[c->nleft++] = i - 1;
		if (!one->wanted)
			continue;
		buf_reset(&text);
		buf_reset(&s->why);
		rc = format->rule(&one->rule, s->now, true, &text, &s->why);
		if (rc == ERR_OK)
			rc = buf_end(&text);
		if (rc == ERR_SYNTAX || rc == ERR_LIMIT) {
			refused(c, one,
			    buf_end(&s->why) == ERR_OK && s->why.len > 0 ?
				s->why.data :
				"its text is too long");
			rc = ERR_OK;
			continue;
		}
		first = in_front(c, i, format, &text);
		if (rc == ERR_OK && first != NULL) {
			buf_reset(&s->why);
			buf_addf(&s->why,
			    "rule %lld, which is asked before it, is not "
			    "exported",
			    (long long)first->rule.id);
			rc = buf_end(&s->why);
			if (rc == ERR_OK)
				refused(c, one, s->why.data);
			continue;
		}
		one->kept = rc == ERR_OK;
	}
	buf_reset(&s->why);
	buf_free(&text);
	return rc;
}

static enum err
flush(struct buf *text, FILE *file)
{
	enum err rc = buf_end(text);

	if (rc == ERR_OK && fwrite(text->data, 1, text->len, file) != text->len)
		rc = ERR_IO;
	buf_reset(text);
	return rc;
}

static enum err
write_all(const struct chosen *c, const struct to_format *format, FILE *file)
{
	struct buf text;
	enum err   rc = ERR_OK;
	bool       first = true;

	buf_init(&text, TO_TEXT_MAX);
	if (format->head != NULL)
		format->head(c->session->now, &text);
	rc = flush(&text, file);
	for (size_t i = 0; i < c->n && rc == ERR_OK; i++) {
		if (c->all[i]->guards)
			rc = format->guard(&c->all[i]->rule, c->session->now,
			    &text, NULL);
		else if (c->all[i]->kept)
			rc = format->rule(&c->all[i]->rule, c->session->now,
			    first, &text, NULL);
		else
			continue;
		if (rc == ERR_OK)
			rc = flush(&text, file);
		first = false;
	}
	if (rc == ERR_OK && format->tail != NULL) {
		format->tail(&text);
		rc = flush(&text, file);
	}
	if (rc == ERR_OK && fflush(file) != 0)
		rc = ERR_IO;
	buf_free(&text);
	return rc;
}

enum status
exported(struct session *s, const struct to_format *format,
    const struct filter *filter, bool strict, struct place *place)
{
	struct chosen c = { .session = s, .filter = filter };
	enum status   status;
	enum err      rc = rules_each(s->store, collect, &c);

	if (rc == ERR_OK) {
		qsort(c.all, c.n, sizeof(*c.all), compare);
		rc = judge(&c, format);
	}
	if (rc == ERR_OK && c.refused > 0 && strict) {
		chosen_free(&c);
		place->abandoned = true;
		return said(s, EXIT_NO,
		    "%zu of %lld rules cannot be expressed: nothing was "
		    "written",
		    c.refused, (long long)c.wanted);
	}
	if (rc == ERR_OK)
		rc = write_all(&c, format, place->file);
	status = rc == ERR_IO && place->path != NULL ?
	    place_cannot(s, place->path) :
	    finished(s, rc, c.refused > 0 ? EXIT_NO : EXIT_YES);
	chosen_free(&c);
	return status;
}
