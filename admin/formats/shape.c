/* SPDX-License-Identifier: MIT */
/* shape.c - the shapes of a rule, put together; see shape.h. */
#include "shape_base.h"

#include <string.h>

#include "location.h"
#include "spell.h"

struct maker {
	const struct rule   *rule;
	shape_fn            *fn;
	void                *arg;
	struct buf          *why;
	struct shape         shape;
	struct forms         forms;
	struct trial         trial;
	struct askings       askings;
	struct buf           query;    /* of a trial */
	bool                 guards;   /* it is who is to be left alone */
	bool                 always;   /* it leads to what was asked for */
	const struct target *prepared; /* what the forms are for */
};

/* ------------------------------------------------------------ the request */

static void
make_ask(struct maker *m, const struct form *form, const struct asking *a)
{
	const struct source *at = &m->rule->at;
	struct buf          *out = &m->shape.ask;

	buf_reset(out);
	if (m->rule->ignore_case)
		buf_adds(out, "(?i:");
	buf_add_slice(out, buf_slice(&form->re));
	if (m->rule->ignore_case)
		buf_addc(out, ')');
	buf_add_slice(out, buf_slice(&a->re));
	buf_addc(out, ' ');
	if (at->host.n > 0)
		shape_host(at->host, at->wild, 0, out);
	else
		buf_adds(out, "[^ ]*");
	buf_addf(out, " %s",
	    at->scheme == SCHEME_ANY ? "https?" : scheme_name(at->scheme));
}

/* ------------------------------------------------------------- the answer */

/* The template of a form with a query of the visitor. */
static void
make_location(struct maker *m, const struct form *form, const struct asking *a)
{
	struct slice t = buf_slice(&form->location);
	struct buf  *out = &m->shape.location;

	buf_reset(out);
	for (size_t i = 0; i < t.n; i++) {
		if (t.s[i] != '?' || i + 1 >= t.n || t.s[i + 1] != MARK_QUERY) {
			buf_addc(out, t.s[i]);
			continue;
		}
		for (const char *c = a->passed; *c != '\0'; c++)
			buf_addc(out,
			    *c == '?' ?
				'?' :
				(char)((int)form->pieces + 1 + *c - 'A'));
		i++;
	}
}

/* How often the piece that is used most stands in a template. */
static size_t
most_used(struct slice t)
{
	size_t uses[URL_PIECES_MAX + 1] = { 0 }, most = 0;

	for (size_t i = 0; i < t.n; i++)
		if (t.s[i] > 0 && t.s[i] <= URL_PIECES_MAX &&
		    ++uses[(int)t.s[i]] > most)
			most = uses[(int)t.s[i]];
	return most;
}

/* Bring the shapes of one form. */
static enum err
each_asking(struct maker *m, const struct form *form)
{
	enum err rc = ERR_OK;

	for (size_t i = 0; i < m->askings.n && rc == ERR_OK; i++) {
		make_ask(m, form, &m->askings.asking[i]);
		make_location(m, form, &m->askings.asking[i]);
		rc = buf_end(&m->shape.ask);
		if (rc == ERR_OK)
			rc = buf_end(&m->shape.location);
		if (rc == ERR_OK)
			rc = m->fn(&m->shape, m->arg);
	}
	return rc;
}

static bool
has_hole(const struct target *t, struct slice part)
{
	struct slice before, hole;

	return !t->literal && target_next_hole(&part, &before, &hole);
}

/* What no expression can say of a target. */
static enum err
check_target(const struct maker *m, const struct target *t)
{
	const struct rule *r = m->rule;

	if (has_hole(t, t->query) || has_hole(t, t->fragment))
		return refuse(m->why, ERR_SYNTAX,
		    "a placeholder in its target's query or fragment is "
		    "escaped there");
	if (t->has_query && r->query == QUERY_PASS)
		return refuse(m->why, ERR_SYNTAX,
		    "its target has a query, and the visitor's is passed on "
		    "but for what is in it; --query drop can be expressed");
	if (r->at.kind == SOURCE_REGEX) {
		enum err rc = shape_regex_target(m->forms.regex, t, m->why);

		if (rc != ERR_OK)
			return rc;
	}
	if (r->at.nparams > ASKINGS_PASSING_MAX && r->query == QUERY_PASS)
		return refuse(m->why, ERR_SYNTAX,
		    "it requires more than %d parameters and passes others on; "
		    "--query drop can be expressed",
		    ASKINGS_PASSING_MAX);
	if (m->forms.pieces + r->at.nparams + 1 > URL_PIECES_MAX &&
	    r->query == QUERY_PASS)
		return refuse(m->why, ERR_SYNTAX,
		    "it has more pieces than can be captured");
	return ERR_OK;
}

static enum err
try_form(struct maker *m, const struct target *t, struct form *form)
{
	const struct rule *r = m->rule;
	enum err           rc;

	buf_reset(&m->query);
	if (r->at.nparams > 0)
		buf_add_slice(&m->query, r->at.params);
	if (r->query == QUERY_PASS) {
		if (m->query.len > 0)
			buf_addc(&m->query, '&');
		mark_add(&m->forms, 0, &m->query);
	}
	rc = buf_end(&m->query);
	if (rc == ERR_OK && r->at.kind == SOURCE_REGEX)
		rc = trial_make_pieces(&m->trial, r, t, &m->forms,
		    buf_slice(&m->query));
	else if (rc == ERR_OK)
		rc = trial_make(&m->trial, r, t, buf_slice(&form->path),
		    buf_slice(&m->query));
	if (rc == ERR_SYNTAX)
		return refuse(m->why, rc,
		    "no expression was found for the paths that it covers");
	if (rc != ERR_OK)
		return rc;
	trial_template(&m->trial, &m->forms, &form->location);
	rc = buf_end(&form->location);
	if (rc == ERR_OK &&
	    form->location.len +
		    most_used(buf_slice(&form->location)) * SPELL_REQUEST_MAX >
		LOCATION_MAX)
		return refuse(m->why, ERR_SYNTAX,
		    "its Location could become longer than %d octets",
		    LOCATION_MAX);
	return rc;
}

/* All that is the same in every window in which the rule does this. */
static enum err
prepare(struct maker *m, const struct window *w, bool leads)
{
	enum err rc = forms_make(&m->forms, m->rule, m->why);

	m->prepared = w->to;
	m->always = false;
	buf_reset(&m->shape.except);
	if (rc == ERR_OK && leads)
		rc = check_target(m, w->to);
	if (rc == ERR_OK && leads)
		rc = self_except(m->rule, w->to, &m->forms, &m->trial,
		    &m->always, &m->shape.except, m->why);
	if (rc == ERR_OK)
		rc = buf_end(&m->shape.except);
	if (rc != ERR_OK || m->always)
		return rc;
	rc = askings_make(&m->askings, &m->rule->at,
	    leads && m->rule->query == QUERY_PASS);
	for (size_t i = 0; i < m->forms.n && leads && rc == ERR_OK; i++)
		rc = try_form(m, w->to, &m->forms.form[i]);
	if (rc == ERR_OK)
		forms_merge(&m->forms);
	return rc;
}

static enum err
each_form(const struct window *w, void *arg)
{
	struct maker *m = arg;
	struct shape *s = &m->shape;
	enum err      rc = ERR_OK;

	s->from = w->from;
	s->until = w->until;
	s->status = m->guards ? 0 : w->status;
	s->cache = m->guards ? "" : w->cache;
	s->sunset = m->guards ? WHEN_NEVER : w->sunset;
	s->retry = m->guards ? WHEN_NEVER : w->retry;
	if (m->prepared != w->to)
		rc = prepare(m, w, w->leads && !m->guards);
	s->looks = m->askings.looks;
	for (size_t i = 0; i < m->forms.n && !m->always && rc == ERR_OK; i++)
		rc = each_asking(m, &m->forms.form[i]);
	return rc;
}

/* What no expression can say of the requests that a rule is for. */
static enum err
check_source(const struct rule *r, struct buf *why)
{
	if (!r->parsed)
		return refuse(why, ERR_SYNTAX, "what is stored is not valid");
	return ERR_OK;
}

static enum err
check_rule(const struct rule *r, struct buf *why)
{
	if (r->share < RULE_SHARE_ALL)
		return refuse(why, ERR_SYNTAX,
		    "it is for a share of the visitors, %d %%", r->share);
	if ((r->wants.looks & ~(1U << CONDITION_METHOD)) != 0)
		return refuse(why, ERR_SYNTAX,
		    "it is for some requests: of conditions only that on the "
		    "method is written, and none of what pages of other "
		    "origins may");
	if (r->at.values > 0)
		return refuse(why, ERR_SYNTAX,
		    "it takes the value of a parameter, which is not decoded "
		    "there as it is here");
	return check_source(r, why);
}

/* The methods of its conditions. */
static enum err
add_methods(struct maker *m)
{
	struct slice        rest = m->rule->conditions, value;
	enum condition_kind kind;
	struct buf         *out = &m->shape.methods;

	while (condition_next(&rest, &kind, &value)) {
		if (kind != CONDITION_METHOD)
			continue;
		for (size_t i = 0; i < value.n; i++)
			if (value.s[i] != '-' &&
			    (value.s[i] < 'A' || value.s[i] > 'Z'))
				return refuse(m->why, ERR_SYNTAX,
				    "its method '%.*s' has more than letters",
				    quotable(value), value.s);
		if (out->len > 0)
			buf_addc(out, ' ');
		buf_add_slice(out, value);
	}
	return buf_end(out);
}

static void
maker_init(struct maker *m)
{
	buf_init(&m->shape.methods, CONDITIONS_TEXT_MAX);
	buf_init(&m->shape.ask, SHAPE_TEXT_MAX);
	buf_init(&m->shape.except, SHAPE_TEXT_MAX);
	buf_init(&m->shape.location, SHAPE_TEXT_MAX);
	buf_init(&m->query, SHAPE_TEXT_MAX);
	askings_init(&m->askings);
	forms_init(&m->forms);
	trial_init(&m->trial);
}

static void
maker_free(struct maker *m)
{
	trial_free(&m->trial);
	forms_free(&m->forms);
	askings_free(&m->askings);
	buf_free(&m->query);
	buf_free(&m->shape.location);
	buf_free(&m->shape.except);
	buf_free(&m->shape.ask);
	buf_free(&m->shape.methods);
}

enum err
shape_each(const struct rule *r, int64_t now, shape_fn *fn, void *arg,
    struct buf *why)
{
	struct maker m = { .rule = r, .fn = fn, .arg = arg, .why = why };
	enum err     rc;

	if (!r->enabled)
		return ERR_OK;
	m.shape.rule = r;
	maker_init(&m);
	rc = check_rule(r, why);
	if (rc == ERR_OK)
		rc = add_methods(&m);
	if (rc == ERR_OK)
		rc = windows_each(r, now, each_form, &m, why);
	maker_free(&m);
	return rc;
}

enum err
shape_guard(const struct rule *r, int64_t now, shape_fn *fn, void *arg,
    struct buf *why)
{
	struct maker m = {
		.rule = r,
		.fn = fn,
		.arg = arg,
		.why = why,
		.guards = true,
	};
	enum err rc = check_source(r, why);

	if (rc != ERR_OK || !r->enabled)
		return rc;
	m.shape.rule = r;
	maker_init(&m);
	rc = add_methods(&m);
	if (rc == ERR_OK)
		rc = windows_each(r, now, each_form, &m, why);
	maker_free(&m);
	return rc;
}
