/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_LINEAR_H
#define DETOUR_LINEAR_H

/*
 * linear.h - which rules cover a request and in which order they are asked,
 * told in the slow and obvious way, from what was typed: the yardstick for
 * table.h and match.h.
 *
 * Only for what random tables hold: paths without escapes and dots, plain
 * parameters, regular expressions on which POSIX and PCRE2 agree.
 */

#include <regex.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "buf.h"

/* A rule, as it was typed, in pieces. */
struct linear {
	char    scheme[10], host[50], path[100], params[50], regex[100];
	bool    strict, ignore_case;
	int     rank;
	int     conditions; /* how many things */
	int64_t starts_at, id;
};

/* A request. */
struct linear_ask {
	const char *scheme, *host, *path, *query;
};

/* Append the source that a person would type. */
static inline void
linear_source(const struct linear *l, struct buf *out)
{
	if (*l->scheme != '\0')
		buf_addf(out, "%s://", l->scheme);
	buf_adds(out, l->host);
	if (*l->regex != '\0')
		buf_addf(out, "~%s", l->regex);
	else
		buf_adds(out, l->path);
	if (*l->params != '\0')
		buf_addf(out, "?%s", l->params);
}

/* ------------------------------------------------------------------- covers */

static inline bool
linear_host(const struct linear *l, const char *host)
{
	size_t n = strlen(host), m = strlen(l->host);

	if (m == 0)
		return true;
	if (l->host[0] != '*')
		return strcmp(l->host, host) == 0;
	m--; /* ".example" */
	return n > m && strcmp(host + n - m, l->host + 1) == 0;
}

/* Each segment by itself: "*" takes all that are left, none included. */
static inline bool
linear_segments(const struct linear *l, const char *path)
{
	int (*compare)(const char *, const char *) =
	    l->ignore_case ? strcasecmp : strcmp;
	char mine[100], yours[100], *a, *b, *save_a, *save_b;
	bool slash_a, slash_b;

	snprintf(mine, sizeof(mine), "%s", l->path);
	snprintf(yours, sizeof(yours), "%s", path);
	slash_a = mine[strlen(mine) - 1] == '/';
	slash_b = yours[strlen(yours) - 1] == '/';
	a = strtok_r(mine, "/", &save_a);
	b = strtok_r(yours, "/", &save_b);
	for (; a != NULL && strcmp(a, "*") != 0 && b != NULL;
	     a = strtok_r(NULL, "/", &save_a), b = strtok_r(NULL, "/", &save_b))
		if (a[0] != ':' && compare(a, b) != 0)
			return false;
	if (a != NULL && strcmp(a, "*") == 0)
		return b != NULL || !l->strict || slash_b;
	return a == NULL && b == NULL && (!l->strict || slash_a == slash_b);
}

static inline bool
linear_regex(const struct linear *l, const char *path)
{
	regex_t re;
	char    whole[110];
	bool    yes;

	snprintf(whole, sizeof(whole), "^(%s)$", l->regex);
	if (regcomp(&re, whole,
		REG_EXTENDED | REG_NOSUB | (l->ignore_case ? REG_ICASE : 0)) !=
	    0)
		return false;
	yes = regexec(&re, path, 0, NULL, 0) == 0;
	regfree(&re);
	return yes;
}

static inline bool
linear_params(const struct linear *l, const char *query)
{
	char wanted[60], here[200], *one, *save;

	snprintf(here, sizeof(here), "&%s&", query);
	snprintf(wanted, sizeof(wanted), "%s", l->params);
	for (one = strtok_r(wanted, "&", &save); one != NULL;
	     one = strtok_r(NULL, "&", &save)) {
		const char *any = strstr(one, "=:"), *at;
		char        bare[200];

		snprintf(bare, sizeof(bare), "&%s&", one);
		if (any != NULL) /* any value, but an empty one */
			bare[any - one + 2] = '\0';
		at = strstr(here, bare);
		while (any != NULL && at != NULL && at[strlen(bare)] == '&')
			at = strstr(at + 1, bare);
		if (at == NULL)
			return false;
	}
	return true;
}

static inline bool
linear_covers(const struct linear *l, const struct linear_ask *q)
{
	if (*l->scheme != '\0' && strcmp(l->scheme, q->scheme) != 0)
		return false;
	if (!linear_host(l, q->host))
		return false;
	if (*l->regex != '\0')
		return linear_regex(l, q->path);
	return linear_segments(l, q->path) && linear_params(l, q->query);
}

/* -------------------------------------------------------------------- order */

/* How a rule stands in each line of the documented order, the first one first;
 * less comes first. */
struct linear_place {
	int64_t line[12];
};

static inline struct linear_place
linear_place(const struct linear *l)
{
	bool        regex = *l->regex != '\0', wild = l->host[0] == '*';
	const char *name = regex ? NULL : strstr(l->path, "/:");
	const char *star = regex ? NULL : strstr(l->path, "/*");
	const char *end = name != NULL ? name : star;
	int64_t     params = *l->params != '\0', values = 0;

	for (const char *s = l->params; *s != '\0'; s++) {
		params += *s == '&';
		values += *s == ':';
	}
	return (struct linear_place){ {
	    *l->host == '\0' ? 2 : wild,
	    wild ? -(int64_t)strlen(l->host) : 0,
	    regex ? 2 : end != NULL,
	    end != NULL ? l->path - end : 0,
	    regex ? l->rank : (star != NULL) + (star != NULL && name == NULL),
	    regex ? l->id : 0,
	    -params,
	    values,
	    -l->conditions,
	    *l->scheme == '\0',
	    -l->starts_at,
	    -l->id,
	} };
}

/* Whether a is asked before b. */
static inline bool
linear_before(const struct linear *a, const struct linear *b)
{
	const struct linear_place x = linear_place(a), y = linear_place(b);

	for (size_t i = 0; i < 12; i++)
		if (x.line[i] != y.line[i])
			return x.line[i] < y.line[i];
	return false;
}

#endif
