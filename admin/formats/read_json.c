/* SPDX-License-Identifier: MIT */
/* read_json.c - the objects of a JSON file, as they come; see read_json.h. */
#include "read_json.h"

#include <string.h>

struct reader {
	struct import *im;
	json_fn       *fn;
	void          *arg;
	const char    *list; /* or NULL */
	bool           wrap; /* the objects are in that member */
	struct buf     raw;  /* of the object at hand, and around it */
	size_t         at;   /* where in raw it begins */
};

/* The next octet that is not a space; it is still to be read. */
static int
peek(struct reader *r)
{
	struct feed *f = &r->im->feed;
	struct slice ahead;

	for (;;) {
		if (f->at == f->n)
			ahead = feed_ahead(f);
		else
			ahead = (struct slice){ f->room + f->at, 1 };
		if (ahead.n == 0)
			return EOF;
		if (strchr(" \t\r\n", ahead.s[0]) == NULL || ahead.s[0] == '\0')
			return (unsigned char)ahead.s[0];
		feed_octet(f);
	}
}

bool
json_plain(const json_t *value, char number[static JSON_NUMBER_MAX],
    struct slice *ret)
{
	*ret = (struct slice){ "", 0 };
	switch (json_typeof(value)) {
	case JSON_STRING:
		*ret = (struct slice){ json_string_value(value),
			json_string_length(value) };
		return true;
	case JSON_INTEGER:
		snprintf(number, JSON_NUMBER_MAX, "%lld",
		    (long long)json_integer_value(value));
		*ret = slice_of(number);
		return true;
	case JSON_TRUE:
		*ret = SLICE("true");
		return true;
	case JSON_FALSE:
		*ret = SLICE("false");
		return true;
	case JSON_NULL:
		return true;
	case JSON_REAL:
	case JSON_ARRAY:
	case JSON_OBJECT:
		break;
	}
	return false;
}

struct slice
json_text(const json_t *object, const char *name,
    char number[static JSON_NUMBER_MAX])
{
	const json_t *value = json_object_get(object, name);
	struct slice  text = { "", 0 };

	if (value != NULL && !json_plain(value, number, &text))
		return (struct slice){ "", 0 };
	return text;
}

/* ----------------------------------------------------------------- extents */

/*
 * Read a value that is an object or an array, to its end, into out unless that
 * is NULL.  Only strings and brackets count: whether it is JSON, jansson says.
 * False when the file or the limit of out comes first.
 */
static bool
take_value(struct reader *r, struct buf *out)
{
	int  depth = 0, c;
	bool text = false, escape = false;

	do {
		c = feed_octet(&r->im->feed);
		if (c == EOF)
			return false;
		if (out != NULL)
			buf_addc(out, (char)c);
		if (out != NULL && out->err != ERR_OK)
			return false;
		if (escape) {
			escape = false;
		} else if (text) {
			escape = c == '\\';
			text = c != '"';
		} else {
			text = c == '"';
			depth +=
			    (c == '{' || c == '[') - (c == '}' || c == ']');
		}
	} while (depth > 0 || text);
	return true;
}

/* ----------------------------------------------------------------- objects */

static enum err
read_object(struct reader *r)
{
	struct import *im = r->im;
	int64_t        line = im->feed.line;
	json_error_t   error;
	json_t        *object;
	enum err       rc;
	bool           whole;

	buf_reset(&r->raw);
	if (r->wrap)
		buf_addf(&r->raw, "{\"%s\":[", r->list);
	r->at = r->raw.len;
	whole = take_value(r, &r->raw);
	if (r->raw.err == ERR_NOMEM)
		return ERR_NOMEM;
	if (r->raw.err == ERR_LIMIT)
		return import_stop(im, line,
		    "an object that begins here is too long for a rule");
	if (!whole)
		return import_stop(im, line,
		    "this is not JSON: the file ends within the object that "
		    "begins here");
	object = json_loadb(r->raw.data + r->at, r->raw.len - r->at,
	    JSON_REJECT_DUPLICATES, &error);
	if (object == NULL)
		return import_stop(im, line + error.line - 1,
		    "this is not JSON: %s", error.text);
	if (r->wrap)
		buf_adds(&r->raw, "]}");
	rc = buf_end(&r->raw);
	if (rc == ERR_OK) {
		import_row(im);
		rc = r->fn(im, r->arg, object, line, buf_slice(&r->raw));
	}
	json_decref(object);
	return rc;
}

/* "[ {}, {} ]": what stands between the objects. */
static enum err
read_array(struct reader *r)
{
	enum err rc;
	int      c;

	feed_octet(&r->im->feed); /* the '[' */
	c = peek(r);
	while (c == '{') {
		rc = read_object(r);
		if (rc != ERR_OK)
			return rc;
		c = peek(r);
		if (c != ',')
			break;
		feed_octet(&r->im->feed);
		c = peek(r);
		if (c == ']')
			break;
	}
	if (c != ']')
		return import_stop(r->im, r->im->feed.line,
		    c == EOF ? "the file ends within the array" :
			       "an object, ',' or ']' is expected here");
	feed_octet(&r->im->feed);
	return ERR_OK;
}

/*
 * How many octets of what comes stand before the array of the list, which is a
 * member of the object that begins there; 0 when there is none near.
 */
static size_t
find_list(struct reader *r)
{
	struct slice ahead = feed_ahead(&r->im->feed);
	size_t       n = r->list != NULL ? strlen(r->list) : 0, i, from = 0;
	int          depth = 0;
	bool         text = false;

	for (i = 0; n > 0 && i < ahead.n; i++) {
		char c = ahead.s[i];

		if (text && c == '\\') {
			i++;
		} else if (text && c == '"') {
			text = false;
			if (depth != 1 || i - from != n ||
			    memcmp(ahead.s + from, r->list, n) != 0)
				continue;
			while (++i < ahead.n &&
			    strchr(" \t\r\n:", ahead.s[i]) != NULL)
				;
			if (i < ahead.n && ahead.s[i] == '[')
				return i;
			i--;
		} else if (!text && c == '"') {
			text = true;
			from = i + 1;
		} else if (!text) {
			depth +=
			    (c == '{' || c == '[') - (c == '}' || c == ']');
			if (depth == 0)
				return 0;
		}
	}
	return 0;
}

/* What follows the list, to the end of the object around it. */
static enum err
skip_rest(struct reader *r)
{
	int c;

	for (;;) {
		c = peek(r);
		if (c == EOF)
			return import_stop(r->im, r->im->feed.line,
			    "the file ends within the object");
		if (c == '{' || c == '[' || c == '"') {
			if (!take_value(r, NULL))
				return import_stop(r->im, r->im->feed.line,
				    "the file ends within a value");
			continue;
		}
		feed_octet(&r->im->feed);
		if (c == '}')
			return ERR_OK;
		if (c == ']')
			return import_stop(r->im, r->im->feed.line,
			    "this is not JSON: a ']' too many");
	}
}

/* An object that is a row, or holds them. */
static enum err
read_top(struct reader *r)
{
	size_t   before = find_list(r);
	enum err rc;

	r->wrap = before > 0;
	if (!r->wrap)
		return read_object(r);
	feed_skip(&r->im->feed, before);
	rc = read_array(r);
	return rc == ERR_OK ? skip_rest(r) : rc;
}

enum err
read_json(struct import *im, const char *list, json_fn *fn, void *arg)
{
	struct reader r = { .im = im, .list = list, .fn = fn, .arg = arg };
	enum err      rc = ERR_OK;
	int           c;

	buf_init(&r.raw, IMPORT_RECORD_MAX + 64);
	c = peek(&r);
	if (c == '[') {
		rc = read_array(&r);
		if (rc == ERR_OK && peek(&r) != EOF)
			rc = import_stop(im, im->feed.line,
			    "something follows the end of the array");
	} else {
		for (; rc == ERR_OK && c == '{'; c = peek(&r))
			rc = read_top(&r);
		if (rc == ERR_OK && c != EOF)
			rc = import_stop(im, im->feed.line,
			    "an array of objects, or objects one after the "
			    "other, are expected");
	}
	buf_free(&r.raw);
	return rc;
}
