/* SPDX-License-Identifier: MIT */
/* params_parse.c - what a source requires, as typed; see params.h. */
#include <stdlib.h>
#include <string.h>

#include "params.h"
#include "pattern.h"

/* Escaped three times as long, and their '&'. */
#define TEXT_MAX (3 * URL_REQUEST_MAX)

/* --------------------------------------------------------------- canonical */

static void
add_canonical(struct slice s, struct buf *out)
{
	int octet;

	for (size_t i = 0; (octet = url_next_octet(s, &i)) >= 0;) {
		char c = url_lower((char)octet);

		if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
		    (c != '\0' && strchr("-._~", c) != NULL))
			buf_addc(out, (char)octet);
		else
			url_escape((unsigned char)octet, out);
	}
}

void
params_canonical(struct slice param, struct buf *out)
{
	struct slice value = param, name = slice_cut(&value, '=');

	add_canonical(name, out);
	if (value.n == 0)
		return;
	buf_addc(out, '=');
	add_canonical(value, out);
}

/* ------------------------------------------------------------------- typed */

/* A '%' that begins no escape, or the escape of a NUL. */
static bool
has_bad_escape(struct slice s)
{
	size_t before = 0;

	for (size_t i = 0; i < s.n; before = i) {
		int octet = url_next_octet(s, &i);

		if (octet == '\0' || (octet == '%' && i - before == 1))
			return true;
	}
	return false;
}

/* The value of a parameter that is a placeholder, or begins as one. */
static struct slice
placeholder_of(struct slice param)
{
	struct slice value = param;

	(void)slice_cut(&value, '=');
	if (value.n > 1 && value.s[0] == ':' && pattern_is_start(value.s[1]))
		return value;
	return (struct slice){ NULL, 0 };
}

static enum err
check(struct slice typed, struct slice one, struct slice name, struct buf *why)
{
	if (one.n == 0 || one.s[0] == '=')
		return refuse(why, ERR_SYNTAX,
		    "'?%.*s' names no parameter in one place: write "
		    "?name=value&name=value, or leave the '?' out for the path "
		    "whatever its query is",
		    (int)typed.n, typed.s);
	if (has_bad_escape(one))
		return refuse(why, ERR_SYNTAX,
		    "'%.*s' has a bad escape: a '%%' is followed by two hex "
		    "digits, not of a NUL; a '%%' itself is %%25",
		    (int)one.n, one.s);
	for (size_t i = 1; i < name.n; i++)
		if (!pattern_is_name(name.s[i]))
			return refuse(why, ERR_SYNTAX,
			    "'%.*s' is refused: a ':name' is the whole value "
			    "of a parameter; write %%3A if the ':' belongs to "
			    "the value",
			    (int)one.n, one.s);
	return ERR_OK;
}

/* One that is required. */
struct one {
	struct slice text; /* in canonical form */
	struct slice name; /* its placeholder, as typed, or empty */
};

/* All of them, as typed; the canonical forms, one behind the other, go to
 * text. */
static enum err
read_all(struct slice typed, bool literal, struct one all[PARAMS_MAX],
    struct buf *text, unsigned *ret_n, struct buf *why)
{
	struct slice rest = typed, one, name = { NULL, 0 };
	size_t       start = 0, ends[PARAMS_MAX] = { 0 };
	unsigned     n = 0;
	enum err     rc;

	while (url_next_param(&rest, &one)) {
		if (!literal)
			name = placeholder_of(one);
		rc = check(typed, one, name, why);
		if (rc != ERR_OK)
			return rc;
		if (n == PARAMS_MAX)
			return refuse(why, ERR_LIMIT,
			    "there are too many required parameters: the "
			    "limit is %d",
			    PARAMS_MAX);
		all[n].name = name;
		one.n -= name.n;
		params_canonical(one, text);
		if (name.n > 0)
			buf_adds(text, "=:");
		ends[n++] = text->len;
	}
	for (unsigned i = 0; i < n; start = ends[i++])
		all[i].text =
		    (struct slice){ text->data + start, ends[i] - start };
	*ret_n = n;
	return buf_end(text);
}

static int
compare(const void *a, const void *b)
{
	return slice_order(((const struct one *)a)->text,
	    ((const struct one *)b)->text);
}

/* A parameter that may have any value is there once: of two, none could tell
 * which one is meant. */
static enum err
check_once(const struct one *all, unsigned n, struct buf *why)
{
	for (unsigned i = 0; i < n; i++)
		for (unsigned j = 0; j < n; j++) {
			struct slice name = all[i].text;

			if (i == j || all[i].name.n == 0 ||
			    !url_same_name(name, all[j].text))
				continue;
			return refuse(why, ERR_SYNTAX,
			    "the parameter '%.*s' is refused: it stands there "
			    "twice, and as '%.*s' it may have any value",
			    (int)name.n - 2, name.s, (int)all[i].name.n,
			    all[i].name.s);
		}
	return ERR_OK;
}

enum err
params_parse(struct slice typed, bool literal, struct buf *out,
    struct params *ret, struct buf *why)
{
	struct one all[PARAMS_MAX];
	unsigned   n = 0;
	struct buf text;
	enum err   rc;

	buf_init(&text, TEXT_MAX);
	rc = read_all(typed, literal, all, &text, &n, why);
	if (rc == ERR_OK)
		rc = check_once(all, n, why);
	if (rc != ERR_OK) {
		buf_free(&text);
		return rc;
	}
	qsort(all, n, sizeof(all[0]), compare);
	ret->n = ret->values = 0;
	for (unsigned i = 0; i < n; i++) {
		if (i > 0 && slice_eq(all[i].text, all[i - 1].text))
			continue;
		if (ret->n++ > 0)
			buf_addc(out, '&');
		buf_add_slice(out, all[i].text);
		if (all[i].name.n > 0)
			ret->name[ret->values++] = all[i].name;
	}
	buf_free(&text);
	return buf_end(out);
}
