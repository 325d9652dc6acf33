/* SPDX-License-Identifier: MIT */
/* read_lines.c - files of lines and words; see read_lines.h. */
#include "read_lines.h"

#include <string.h>

#include "foreign.h"

/* The octets of the space at a place, or 0. */
static size_t
space_at(struct slice s, size_t at)
{
	static const char *const wide[] = { "\xc2\xa0", "\xe1\x9a\x80",
		"\xe2\x80\xa8", "\xe2\x80\xa9", "\xe2\x80\xaf", "\xe2\x81\x9f",
		"\xe3\x80\x80", "\xef\xbb\xbf" };
	const struct slice       rest = { s.s + at, s.n - at };

	if ((unsigned char)rest.s[0] < 0x80)
		return foreign_is_space(rest.s[0]);
	if (slice_starts(rest, "\xe2\x80") && rest.n > 2 &&
	    (unsigned char)rest.s[2] <= 0x8a)
		return 3;
	for (size_t i = 0; i < ARRAY_LEN(wide); i++)
		if (slice_starts(rest, wide[i]))
			return strlen(wide[i]);
	return 0;
}

bool
words_cut(struct slice line, struct words *ret)
{
	size_t i = 0, from, n;

	ret->n = 0;
	while (i < line.n) {
		n = space_at(line, i);
		if (n > 0) {
			i += n;
			continue;
		}
		for (from = i; i < line.n && space_at(line, i) == 0;)
			i++;
		if (ret->n < WORDS_MAX)
			ret->at[ret->n] =
			    (struct slice){ line.s + from, i - from };
		ret->n++;
	}
	return ret->n > 0 && ret->at[0].s[0] != '#';
}

bool
words_quoted(struct slice line, bool spaces, struct words *ret,
    struct buf *text)
{
	size_t from[WORDS_MAX + 1], i = 0;
	char   quote;

	ret->n = 0;
	buf_reset(text);
	while (i < line.n) {
		if (foreign_is_space(line.s[i])) {
			i++;
			continue;
		}
		quote = line.s[i] == '"' || line.s[i] == '\'' ? line.s[i] : 0;
		if (ret->n < WORDS_MAX)
			from[ret->n] = text->len;
		for (i += quote != 0; i < line.n; i++) {
			if (quote != 0 && line.s[i] == '\\' && i + 1 < line.n &&
			    line.s[i + 1] == quote)
				i++;
			else if (spaces && line.s[i] == '\\' &&
			    i + 1 < line.n && foreign_is_space(line.s[i + 1]))
				buf_addc(text, line.s[i++]);
			else if (quote != 0 ? line.s[i] == quote :
					      foreign_is_space(line.s[i]))
				break;
			buf_addc(text, line.s[i]);
		}
		if (quote != 0 && i++ == line.n)
			return false;
		if (ret->n < WORDS_MAX)
			from[ret->n + 1] = text->len;
		ret->n++;
	}
	if (buf_end(text) != ERR_OK)
		return false;
	for (i = 0; i < ret->n && i < WORDS_MAX; i++)
		ret->at[i] = (struct slice){ text->data + from[i],
			(i + 1 < ret->n && i + 1 < WORDS_MAX ? from[i + 1] :
							       text->len) -
			    from[i] };
	return true;
}

/* A line without its end. */
static struct slice
without_end(struct slice line)
{
	while (line.n > 0 && strchr("\r\n", line.s[line.n - 1]) != NULL &&
	    line.s[line.n - 1] != '\0')
		line.n--;
	return line;
}

static bool
goes_on(struct slice line)
{
	struct slice s = without_end(line);

	return s.n > 0 && s.s[s.n - 1] == '\\';
}

/* Lines that are joined as Apache does it: without the '\' and the ends between
 * them, and nothing in their place. */
static enum err
join_lines(struct import *im, struct slice line, struct buf *raw,
    struct buf *text)
{
	bool is_long = false;

	buf_reset(raw);
	buf_reset(text);
	for (;;) {
		struct slice one = without_end(line);
		bool         more = !is_long && goes_on(line);

		buf_add_slice(raw, line);
		buf_add(text, one.s, one.n - more);
		if (!more)
			break;
		line = feed_line(&im->feed, &is_long);
	}
	if (raw->err == ERR_NOMEM || text->err == ERR_NOMEM)
		return ERR_NOMEM;
	return is_long             ? ERR_LIMIT :
	    buf_end(raw) != ERR_OK ? raw->err :
				     buf_end(text);
}

static enum err
too_long(struct import *im, int64_t line, struct slice raw)
{
	import_row(im);
	import_refuse(im, "the line is too long: the limit is %d octets",
	    FEED_LINE_MAX);
	return import_end_row(im, line, raw);
}

enum err
read_lines(struct import *im, bool join, line_fn *fn, void *arg)
{
	struct buf   raw, text;
	struct slice line, one;
	int64_t      number;
	enum err     rc = ERR_OK;
	bool         is_long;

	buf_init(&raw, 2 * FEED_LINE_MAX);
	buf_init(&text, 2 * FEED_LINE_MAX);
	while (rc == ERR_OK) {
		number = im->feed.line;
		line = feed_line(&im->feed, &is_long);
		if (line.n == 0)
			break;
		one = foreign_trim(line);
		if (join && !is_long && goes_on(line)) {
			rc = join_lines(im, line, &raw, &text);
			line = buf_slice(&raw);
			one = foreign_trim(buf_slice(&text));
		}
		if (rc == ERR_LIMIT) {
			is_long = true;
			rc = ERR_OK;
		}
		/* A comment goes on, too. */
		if (rc != ERR_OK || one.n == 0 || one.s[0] == '#')
			continue;
		rc = is_long ? too_long(im, number, line) :
			       fn(im, arg, one, number, line);
	}
	buf_free(&text);
	buf_free(&raw);
	return rc;
}
