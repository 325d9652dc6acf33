/* SPDX-License-Identifier: MIT */
/* to.c - what all formats of an export share; see to.h. */
#include "to.h"

#include <string.h>

#include "spell.h"
#include "when.h"

static const struct to_format *const formats[] = {
	&to_nginx,
	&to_apache,
	&to_caddy,
	&to_haproxy,
	&to_netlify,
	&to_cloudflare,
	&to_vercel,
};

const struct to_format *
to_format_find(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(formats); i++)
		if (strcmp(name, formats[i]->name) == 0)
			return formats[i];
	return NULL;
}

void
to_format_names(struct buf *out)
{
	for (size_t i = 0; i < ARRAY_LEN(formats); i++) {
		if (i > 0)
			buf_adds(out, ", ");
		buf_adds(out, formats[i]->name);
	}
}

/* A '\' at a line's end would go on with the next one; and of "{$" Caddy makes
 * a variable, up to the next '}' in whatever line, before it knows comments. */
static void
add_plain(struct slice s, struct buf *out)
{
	for (size_t i = 0; i < s.n; i++)
		buf_addc(out,
		    (unsigned char)s.s[i] < ' ' || s.s[i] == 0x7f ||
			    s.s[i] == '\\' ||
			    (s.s[i] == '{' && i + 1 < s.n &&
				s.s[i + 1] == '$') ?
			'?' :
			s.s[i]);
}

static void
add_conditions(const struct rule *r, struct buf *out)
{
	struct buf text;

	buf_init(&text, 4 * CONDITIONS_TEXT_MAX);
	conditions_describe(r->conditions, &text);
	add_plain(buf_slice(&text), out);
	buf_free(&text);
}

void
to_comment(const struct rule *r, struct buf *out)
{
	buf_addf(out, "rule %lld: ", (long long)r->id);
	add_plain(r->source, out);
	if (r->target.n > 0) {
		buf_adds(out, " -> ");
		add_plain(r->target, out);
	}
	buf_addf(out, ", %d", r->status);
	if (r->starts_at != WHEN_EVER) {
		buf_adds(out, ", from ");
		when_utc(out, r->starts_at);
	}
	if (r->expires_at != WHEN_NEVER) {
		buf_adds(out, ", until ");
		when_utc(out, r->expires_at);
	}
	if (r->repeats.n > 0) {
		buf_adds(out, ", ");
		add_plain(r->repeats, out);
	}
	add_conditions(r, out);
	if (!slice_is(r->after, "decline") && r->expires_at != WHEN_NEVER) {
		buf_adds(out, ", then ");
		add_plain(r->after, out);
	}
}

enum err
to_commented(const char *lead, const struct rule *r, struct to_how how,
    shape_fn *fn, struct buf *out, struct buf *why)
{
	struct to_text t = { .out = out, .why = why };

	buf_adds(out, lead);
	to_comment(r, out);
	buf_addc(out, '\n');
	return shape_each(r, how.now, fn, &t, why);
}

enum err
to_guarded(const char *lead, const struct rule *r, struct to_how how,
    shape_fn *fn, struct buf *out, struct buf *why)
{
	struct to_text t = { .out = out, .why = why };

	buf_addf(out, "%s" TO_LEFT ": ", lead);
	to_comment(r, out);
	buf_addc(out, '\n');
	return shape_guard(r, how.now, fn, &t, why);
}

enum err
to_asked(const struct shape *s, const struct to_text *t)
{
	buf_addc(t->out, '^');
	if (s->except.len > 0) {
		buf_adds(t->out, "(?!");
		buf_add_slice(t->out, buf_slice(&s->except));
		buf_adds(t->out, " )");
	}
	buf_add_slice(t->out, buf_slice(&s->ask));
	buf_addc(t->out, ' ');
	if (!spell_range(s->from, s->until, t->out))
		return refuse(t->why, ERR_SYNTAX,
		    "it begins after the year 2286");
	return ERR_OK;
}

void
to_template(struct slice s, void (*escape)(char, struct buf *),
    void (*capture)(int, struct buf *), struct buf *out)
{
	for (size_t i = 0; i < s.n; i++) {
		if (s.s[i] >= 1 && s.s[i] <= 9)
			capture(s.s[i], out);
		else
			escape(s.s[i], out);
	}
}

void
to_methods(const struct shape *s, struct buf *out)
{
	if (s->methods.len == 0) {
		buf_adds(out, "[^ ]+");
		return;
	}
	buf_adds(out, "(?:");
	for (size_t i = 0; i < s->methods.len; i++)
		buf_addc(out,
		    s->methods.data[i] == ' ' ? '|' : s->methods.data[i]);
	buf_addc(out, ')');
}

void
to_path(const struct rule *r, struct buf *out)
{
	bool rest = r->at.kind == SOURCE_PREFIX || r->at.rest;

	buf_add_slice(out,
	    rest && r->at.path.n > 1 ? url_trim(r->at.path) :
		rest                 ? (struct slice){ NULL, 0 } :
				       r->at.path);
	if (rest)
		buf_adds(out, "/*");
}
