/* SPDX-License-Identifier: MIT */
/* from_nginx_text.c - statements of nginx; see from_nginx.h. */
#include <string.h>

#include "from_nginx.h"

void
statement_init(struct statement *s)
{
	*s = (struct statement){ .n = 0 };
	buf_init(&s->text, FEED_LINE_MAX);
	buf_init(&s->raw, FEED_LINE_MAX);
}

void
statement_free(struct statement *s)
{
	buf_free(&s->text);
	buf_free(&s->raw);
}

static int
next(struct import *im, struct statement *s)
{
	int c = feed_octet(&im->feed);

	if (c != EOF)
		buf_addc(&s->raw, (char)c);
	return c;
}

/* What comes next, still to be read. */
static int
ahead(struct import *im)
{
	struct feed *f = &im->feed;

	if (f->at == f->n && feed_ahead(f).n == 0)
		return EOF;
	return (unsigned char)f->room[f->at];
}

static void
begin_word(struct statement *s)
{
	if (s->n < NGINX_WORDS_MAX)
		s->from[s->n] = s->text.len;
	s->n++;
}

/* "..." or '...', in which '\' stands before a quote or itself. */
static enum err
take_quoted(struct import *im, struct statement *s, int quote)
{
	int64_t line = im->feed.line;
	int     c;

	for (c = next(im, s); c != quote; c = next(im, s)) {
		if (c == EOF || s->raw.err != ERR_OK)
			return import_stop(im, line,
			    "a quote that begins here is not closed");
		if (c == '\\' && ahead(im) == quote)
			c = next(im, s);
		buf_addc(&s->text, (char)c);
	}
	return ERR_OK;
}

/* A word up to a space, a ';' or a brace: a '{' may stand within "${name}" and
 * within an expression. */
static void
take_word(struct import *im, struct statement *s, int c)
{
	for (;;) {
		buf_addc(&s->text, (char)c);
		if (c == '\\' && ahead(im) != EOF)
			buf_addc(&s->text, (char)next(im, s));
		if (c == '$' && ahead(im) == '{')
			while (c != '}' && ahead(im) != EOF) {
				c = next(im, s);
				buf_addc(&s->text, (char)c);
			}
		c = ahead(im);
		if (c == EOF || c == ';' || c == '{' ||
		    strchr(" \t\r\n\v\f", c) != NULL)
			return;
		c = next(im, s);
	}
}

static enum err
finish(struct statement *s, char end)
{
	enum err rc = buf_end(&s->text);

	s->end = end;
	for (size_t i = 0; rc == ERR_OK && i < s->n && i < NGINX_WORDS_MAX;
	     i++) {
		size_t to = i + 1 < s->n && i + 1 < NGINX_WORDS_MAX ?
		    s->from[i + 1] :
		    s->text.len;

		s->words[i] = (struct slice){ s->text.data + s->from[i],
			to - s->from[i] };
	}
	return rc != ERR_OK ? rc : buf_end(&s->raw);
}

enum err
statement_next(struct import *im, struct statement *s)
{
	enum err rc = ERR_OK;
	int      c;

	buf_reset(&s->text);
	buf_reset(&s->raw);
	s->n = 0;
	s->line = im->feed.line;
	while (rc == ERR_OK) {
		if (s->n == 0 && ahead(im) != '\n')
			s->line = im->feed.line;
		c = next(im, s);
		if (s->raw.err == ERR_LIMIT || s->text.err == ERR_LIMIT)
			return import_stop(im, s->line,
			    "a statement that begins here is too long: is a "
			    "';' missing?");
		if (c == EOF)
			return finish(s, 0);
		if (strchr(" \t\r\n\v\f", c) != NULL && c != '\0') {
			if (s->n == 0)
				buf_reset(&s->raw);
			continue;
		}
		if (c == '#') {
			while (ahead(im) != EOF && ahead(im) != '\n' &&
			    ahead(im) != '\r' && s->raw.err == ERR_OK)
				next(im, s);
			if (s->n == 0)
				buf_reset(&s->raw);
			continue;
		}
		if (c == ';' || c == '{' || c == '}')
			return finish(s, (char)c);
		begin_word(s);
		if (c == '"' || c == '\'')
			rc = take_quoted(im, s, c);
		else
			take_word(im, s, c);
	}
	return rc;
}

bool
statement_asks_host(const struct statement *s, struct slice *ret)
{
	struct slice asked[3] = { 0 }, word;
	size_t       n = 0;

	if (s->n < 4 || s->n > 6 || !slice_is(s->words[0], "if"))
		return false;
	for (size_t i = 1; i < s->n; i++) {
		word = s->words[i];
		if (i == 1 && slice_starts(word, "("))
			word = (struct slice){ word.s + 1, word.n - 1 };
		if (i + 1 == s->n)
			(void)nginx_cut_end(&word, ")");
		if (word.n > 0 && n < ARRAY_LEN(asked))
			asked[n++] = word;
		else if (word.n > 0)
			return false;
	}
	*ret = asked[2];
	return slice_is(asked[0], "$host") && slice_is(asked[1], "=") &&
	    ret->n > 0 && !slice_has(*ret, '$');
}
