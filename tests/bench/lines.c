/* SPDX-License-Identifier: MIT */
/* lines.c - read a request list; see lines.h. */
#include "lines.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The text up to a separator, which is cut off *rest as well. */
static struct slice
cut(struct slice *rest, char separator)
{
	struct slice s = *rest;
	const char  *at = s.n > 0 ? memchr(s.s, separator, s.n) : NULL;

	if (at == NULL) {
		*rest = (struct slice){ NULL, 0 };
		return s;
	}
	s.n = (size_t)(at - s.s);
	rest->s += s.n + 1;
	rest->n -= s.n + 1;
	return s;
}

static enum err
parse(struct slice typed, struct line *ret)
{
	struct slice path, status;

	*ret = (struct line){ .uri = cut(&typed, '\t') };
	if (ret->uri.n > LINES_URI_MAX)
		return ERR_LIMIT;
	status = cut(&typed, '\t');
	/* It ends at a tab or a line's end: strtol() stops there. */
	if (status.n > 0)
		ret->status = (int)strtol(status.s, NULL, 10);
	ret->location = typed;
	path = ret->uri;
	ret->path = cut(&path, '?');
	ret->query = path;
	return ERR_OK;
}

static enum err
slurp(const char *file, char **ret, size_t *ret_n)
{
	FILE    *f = fopen(file, "r");
	size_t   cap = 1 << 16, n = 0, got;
	char    *text = f != NULL ? malloc(cap) : NULL, *more;
	enum err rc = f == NULL ? ERR_IO : text == NULL ? ERR_NOMEM : ERR_OK;

	while (rc == ERR_OK && (got = fread(text + n, 1, cap - n - 1, f)) > 0) {
		n += got;
		if (n + 1 < cap)
			continue;
		more = realloc(text, cap * 2);
		if (more == NULL)
			rc = ERR_NOMEM;
		else
			text = more;
		cap *= 2;
	}
	if (rc == ERR_OK && ferror(f))
		rc = ERR_IO;
	if (f != NULL)
		fclose(f);
	if (rc != ERR_OK) {
		free(text);
		return rc;
	}
	text[n] = '\0';
	*ret = text;
	*ret_n = n;
	return ERR_OK;
}

static enum err
split(struct slice rest, struct lines *l)
{
	size_t       cap = 0;
	struct slice one;
	void        *more;
	enum err     rc = ERR_OK;

	while (rest.n > 0 && rc == ERR_OK) {
		one = cut(&rest, '\n');
		if (one.n == 0)
			continue;
		if (l->n == cap) {
			cap = cap == 0 ? 1024 : cap * 2;
			more = realloc(l->at, cap * sizeof(*l->at));
			if (more == NULL)
				return ERR_NOMEM;
			l->at = more;
		}
		rc = parse(one, &l->at[l->n++]);
	}
	return rc == ERR_OK && l->n == 0 ? ERR_SYNTAX : rc;
}

enum err
lines_read(const char *file, struct lines *ret)
{
	struct lines l = { 0 };
	size_t       n;
	enum err     rc = slurp(file, &l.text, &n);

	if (rc != ERR_OK)
		return rc;
	rc = split((struct slice){ l.text, n }, &l);
	if (rc != ERR_OK)
		lines_free(&l);
	else
		*ret = l;
	return rc;
}

void
lines_free(struct lines *l)
{
	free(l->at);
	free(l->text);
	*l = (struct lines){ 0 };
}

const struct line *
lines_next(struct lines *l)
{
	const struct line *one = &l->at[l->next];

	l->next = l->next + 1 < l->n ? l->next + 1 : 0;
	return one;
}
