/* SPDX-License-Identifier: MIT */
/* shape_path.c - the ways to write a path that a rule covers; shape_base.h. */
#include "shape_base.h"

#include <stdlib.h>
#include <string.h>

#include "pattern.h"
#include "spell.h"

#define PIECE "([^ ?/]+)"

void
forms_init(struct forms *f)
{
	*f = (struct forms){ 0 };
	for (size_t i = 0; i < FORMS_MAX; i++) {
		buf_init(&f->form[i].re, SHAPE_TEXT_MAX);
		buf_init(&f->form[i].path, SHAPE_TEXT_MAX);
		buf_init(&f->form[i].location, SHAPE_TEXT_MAX);
	}
}

void
forms_free(struct forms *f)
{
	for (size_t i = 0; i < FORMS_MAX; i++) {
		buf_free(&f->form[i].re);
		buf_free(&f->form[i].path);
		buf_free(&f->form[i].location);
	}
	free(f->regex);
}

void
mark_add(const struct forms *f, unsigned number, struct buf *out)
{
	buf_addf(out, "z%c%u%cz", f->mark, number, f->mark);
}

static bool
has_text(struct slice s, const char *text)
{
	return s.n > 0 && memmem(s.s, s.n, text, strlen(text)) != NULL;
}

static bool
choose_mark(struct forms *f, const struct rule *r)
{
	char text[] = "z?";

	for (f->mark = 'a'; f->mark <= 'z'; f->mark++) {
		text[1] = f->mark;
		if (!has_text(r->source, text) && !has_text(r->target, text) &&
		    !has_text(r->after, text) && !has_text(r->at.path, text))
			return true;
	}
	return false;
}

/* The path without its final slash and star: as an expression, and with
 * marks. */
static void
add_stem(struct forms *f, struct form *form, const struct rule *r)
{
	struct slice path = url_trim(r->at.path), hole;
	size_t       at = 0, done = 0, begins;

	if (slice_is(path, "/"))
		path.n = 0;
	f->pieces = 0;
	if (r->at.kind == SOURCE_PATTERN) {
		while (pattern_next(path, &at, &hole)) {
			begins = (size_t)(hole.s - path.s);
			spell_text((struct slice){ path.s + done,
				       begins - done },
			    &form->re);
			buf_add(&form->path, path.s + done, begins - done);
			buf_adds(&form->re, PIECE);
			mark_add(f, ++f->pieces, &form->path);
			done = begins + hole.n;
		}
	}
	spell_text((struct slice){ path.s + done, path.n - done }, &form->re);
	buf_add(&form->path, path.s + done, path.n - done);
}

/* Another form: the stem, and what follows it; number is the piece, or 0. */
static void
add_form(struct forms *f, const struct rule *r, const char *re, unsigned number,
    const char *after)
{
	struct form *form = &f->form[f->n++];

	add_stem(f, form, r);
	buf_adds(&form->re, re);
	if (number > 0) {
		buf_addc(&form->path, '/');
		mark_add(f, f->pieces + 1, &form->path);
	}
	buf_adds(&form->path, after);
	form->pieces = f->pieces + (number > 0);
}

static void
add_forms(struct forms *f, const struct rule *r)
{
	bool root = url_trim(r->at.path).n <= 1;
	bool slash = r->at.path.n > 0 && r->at.path.s[r->at.path.n - 1] == '/';

	f->rest = r->at.kind == SOURCE_PREFIX || r->at.rest;
	if (f->rest) {
		if (!root && !r->strict)
			add_form(f, r, "", 0, "");
		add_form(f, r, "/", 0, "/");
		add_form(f, r, "/([^ ?]*[^ ?/])", 1, "");
		add_form(f, r, "/([^ ?]*[^ ?/])/", 1, "/");
		f->pieces++;
	} else if (root) {
		add_form(f, r, "/", 0, "/");
	} else if (r->strict) {
		add_form(f, r, slash ? "/" : "", 0, slash ? "/" : "");
	} else {
		add_form(f, r, "/?", 0, "");
	}
}

/* Whether b is a with a slash behind the piece of that number. */
static bool
is_with_slash(struct slice a, struct slice b, unsigned number)
{
	size_t i, j = 0;

	for (i = 0; i < a.n; i++) {
		if (j >= b.n || a.s[i] != b.s[j++])
			return false;
		if (a.s[i] == (char)number && (j >= b.n || b.s[j++] != '/'))
			return false;
	}
	return j == b.n;
}

static void
merge(struct form *form, size_t cut, const char *re)
{
	form->re.len -= cut;
	buf_adds(&form->re, re);
}

void
forms_merge(struct forms *f)
{
	size_t first = f->n == FORMS_MAX; /* whether there is one without '/' */
	bool   all = f->n > 1;

	for (size_t i = 1; i < f->n; i++)
		all = all &&
		    slice_eq(buf_slice(&f->form[0].location),
			buf_slice(&f->form[i].location));
	if (all) {
		if (first)
			merge(&f->form[0], 0, "(?:/[^ ?]*)?");
		else
			merge(&f->form[0], 0, "[^ ?]*");
		f->n = 1;
		return;
	}
	if (!f->rest)
		return;
	if (is_with_slash(buf_slice(&f->form[f->n - 2].location),
		buf_slice(&f->form[f->n - 1].location), f->pieces)) {
		merge(&f->form[f->n - 2], strlen("([^ ?]*[^ ?/])"), "([^ ?]+)");
		f->n--;
	}
	if (first &&
	    slice_eq(buf_slice(&f->form[0].location),
		buf_slice(&f->form[1].location))) {
		struct form one = f->form[0];

		merge(&one, 0, "/?");
		f->form[0] = f->form[1];
		f->form[1] = one;
		/* The form that is left over comes last, and is not used. */
		one = f->form[0];
		for (size_t i = 0; i + 1 < f->n; i++)
			f->form[i] = f->form[i + 1];
		f->form[--f->n] = one;
	}
}

/* The one form of an expression: its path is marks alone. */
static enum err
add_regex(struct forms *f, const struct rule *r, struct buf *why)
{
	struct form *form = &f->form[0];
	enum err     rc;

	if (f->regex == NULL)
		f->regex = malloc(sizeof(*f->regex));
	if (f->regex == NULL)
		return ERR_NOMEM;
	rc = shape_regex_parse(r, f->regex, why);
	if (rc != ERR_OK)
		return rc;
	if (f->regex->groups > URL_PIECES_MAX)
		return refuse(why, ERR_SYNTAX,
		    "it has more pieces than can be captured");
	f->n = 1;
	f->rest = false;
	f->pieces = form->pieces = f->regex->groups;
	shape_regex_spell(f->regex, &form->re);
	buf_addc(&form->path, '/');
	for (unsigned i = 1; i <= f->pieces; i++)
		mark_add(f, i, &form->path);
	return ERR_OK;
}

enum err
forms_make(struct forms *f, const struct rule *r, struct buf *why)
{
	for (size_t i = 0; i < FORMS_MAX; i++) {
		buf_reset(&f->form[i].re);
		buf_reset(&f->form[i].path);
		buf_reset(&f->form[i].location);
	}
	f->n = 0;
	if (!choose_mark(f, r))
		return refuse(why, ERR_SYNTAX,
		    "its texts hold every mark that this export could use");
	if (r->at.kind == SOURCE_REGEX) {
		enum err rc = add_regex(f, r, why);

		if (rc != ERR_OK)
			return rc;
	} else {
		add_forms(f, r);
	}
	for (size_t i = 0; i < f->n; i++) {
		enum err rc = buf_end(&f->form[i].re);

		if (rc == ERR_OK)
			rc = buf_end(&f->form[i].path);
		if (rc != ERR_OK)
			return rc;
	}
	return ERR_OK;
}
