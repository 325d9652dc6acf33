/* SPDX-License-Identifier: MIT */
/* formats.c - what can be imported; see formats.h. */
#include "formats.h"

#include <string.h>
#include <strings.h>

static bool
guess_csv(const struct hint *h)
{
	return hint_fields(h, "source,target");
}

const struct format formats[] = {
	{ "json", "detour's own, lossless", 307, false, false, from_json,
	    guess_json },
	{ "csv", "detour's own, lossless", 307, false, false, from_csv,
	    guess_csv },
};
const size_t formats_n = ARRAY_LEN(formats);

const struct format *
formats_find(const char *name)
{
	/* What one file of objects, one a line, is called elsewhere. */
	if (strcmp(name, "jsonl") == 0 || strcmp(name, "ndjson") == 0)
		name = "json";
	for (size_t i = 0; i < formats_n; i++)
		if (strcmp(name, formats[i].name) == 0)
			return &formats[i];
	return NULL;
}

void
formats_names(struct buf *out)
{
	for (size_t i = 0; i < formats_n; i++) {
		if (i > 0)
			buf_adds(out, ", ");
		buf_adds(out, formats[i].name);
	}
}

/* ------------------------------------------------------------------- guess */

bool
hint_has(const struct hint *h, const char *text)
{
	return memmem(h->ahead.s, h->ahead.n, text, strlen(text)) != NULL;
}

bool
hint_named(const struct hint *h, const char *name)
{
	size_t n = strlen(name);

	return h->name.n >= n &&
	    strncasecmp(h->name.s + h->name.n - n, name, n) == 0;
}

/* The next field of a line, without quotes and spaces around it. */
static bool
next_field(struct slice *rest, struct slice *ret)
{
	size_t n = 0;

	if (rest->n == 0)
		return false;
	while (n < rest->n && strchr(",;\t|\r\n", rest->s[n]) == NULL)
		n++;
	*ret = (struct slice){ rest->s, n };
	n += n < rest->n;
	rest->s += n;
	rest->n -= n;
	while (ret->n > 0 && strchr(" \"", ret->s[0]) != NULL) {
		ret->s++;
		ret->n--;
	}
	while (ret->n > 0 && strchr(" \"", ret->s[ret->n - 1]) != NULL)
		ret->n--;
	return true;
}

bool
hint_fields(const struct hint *h, const char *names)
{
	struct slice wanted = slice_of(names), name, rest, field;
	bool         has = true;

	while (has && next_field(&wanted, &name)) {
		has = false;
		for (rest = h->line; !has && next_field(&rest, &field);)
			has = field.n == name.n &&
			    strncasecmp(field.s, name.s, name.n) == 0;
	}
	return has;
}

/* The first line that says something. */
static struct slice
first_line(struct slice rest)
{
	struct slice line = { "", 0 };
	size_t       n;

	while (rest.n > 0) {
		for (n = 0;
		     n < rest.n && rest.s[n] != '\n' && rest.s[n] != '\r';)
			n++;
		line = (struct slice){ rest.s, n };
		n += n < rest.n;
		rest.s += n;
		rest.n -= n;
		while (line.n > 0 && strchr(" \t", line.s[0]) != NULL) {
			line.s++;
			line.n--;
		}
		if (line.n > 0 && line.s[0] != '#')
			break;
	}
	return line;
}

const struct format *
formats_guess(const char *name, struct slice ahead, const char **ret_by)
{
	struct hint h = { .ahead = ahead };
	const char *slash = name != NULL ? strrchr(name, '/') : NULL;
	const char *suffix;

	h.name = slice_of(slash != NULL ? slash + 1 : name);
	h.line = first_line(slice_starts(ahead, "\xef\xbb\xbf") ?
		(struct slice){ ahead.s + 3, ahead.n - 3 } :
		ahead);
	*ret_by = "how it begins";
	for (size_t i = 0; i < formats_n; i++)
		if (formats[i].guess(&h))
			return &formats[i];
	suffix = name != NULL ? strrchr(name, '.') : NULL;
	if (suffix != NULL && formats_find(suffix + 1) != NULL) {
		*ret_by = "its name";
		return formats_find(suffix + 1);
	}
	return formats_find("csv");
}
