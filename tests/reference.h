/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_REFERENCE_H
#define DETOUR_REFERENCE_H

/*
 * reference.h - which rule answers and with what, decided in the slow and
 * obvious way, from what was typed: the yardstick for match.h and decide.h.
 *
 * Only for what random tables hold: canonical paths, at most one :splat, at
 * the end of a target behind a slash, and targets without a query.
 */

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define REFERENCE_MAX 50 /* rules */

/* A rule as the reference sees it. */
struct spec {
	int64_t     id, from, until, max_age;
	const char *scheme; /* "" for any */
	const char *host;   /* "" for any */
	const char *path;   /* of a prefix without its slash and star */
	bool        prefix, strict, ignore_case, enabled, drop;
	int         status;
	const char *target, *after;
	bool        cookie; /* for those who have it */
};

struct ask {
	const char *scheme, *host, *path, *query; /* query with its '?' */
	bool        cookie;
};

/* What the reference says. */
struct answer {
	int     status;
	char    location[200];
	int64_t rule_id, late_id;
};

/* A path as it is compared: small letters, or as it is. */
static inline void
fold(const struct spec *s, const char *path, char out[static 50])
{
	for (; *path != '\0'; path++)
		*out++ = s->ignore_case && *path >= 'A' && *path <= 'Z' ?
		    (char)(*path - 'A' + 'a') :
		    *path;
	*out = '\0';
}

static inline void
trim(char *path)
{
	size_t n = strlen(path);

	if (n > 1 && path[n - 1] == '/')
		path[n - 1] = '\0';
}

static inline bool
covers(const struct spec *s, const struct ask *a)
{
	char   mine[50], yours[50];
	size_t n;

	if (*s->scheme != '\0' && strcmp(s->scheme, a->scheme) != 0)
		return false;
	if (*s->host != '\0' && strcmp(s->host, a->host) != 0)
		return false;
	fold(s, s->path, mine);
	fold(s, a->path, yours);
	n = strlen(mine);
	if (s->prefix)
		return (strncmp(mine, yours, n) == 0 && yours[n] == '/') ||
		    (!s->strict && strcmp(mine, yours) == 0);
	if (!s->strict) {
		trim(mine);
		trim(yours);
	}
	return strcmp(mine, yours) == 0;
}

static inline bool
comes_before(const struct spec *a, const struct spec *b)
{
	if ((*a->host != '\0') != (*b->host != '\0'))
		return *a->host != '\0';
	if (a->prefix != b->prefix)
		return b->prefix;
	if (a->prefix && strlen(a->path) != strlen(b->path))
		return strlen(a->path) > strlen(b->path);
	if (a->cookie != b->cookie)
		return a->cookie;
	if ((*a->scheme != '\0') != (*b->scheme != '\0'))
		return *a->scheme != '\0';
	if (a->from != b->from)
		return a->from > b->from;
	return a->id > b->id;
}

/* Fill in the location; false when it is the very URL that was asked for. */
static inline bool
leads_elsewhere(const struct spec *s, const char *target, const struct ask *a,
    struct answer *ret)
{
	size_t      head = strlen(s->path) + 1, plain;
	const char *splat = "", *mark = strstr(target, ":splat");
	char        asked[200], led[400];

	if (s->prefix && strlen(a->path) > head)
		splat = a->path + head;
	plain = mark != NULL ? (size_t)(mark - target) : strlen(target);
	snprintf(ret->location, sizeof(ret->location), "%.*s%s%s", (int)plain,
	    target, mark != NULL ? splat : "", s->drop ? "" : a->query);
	snprintf(asked, sizeof(asked), "%s://%s%s%s", a->scheme, a->host,
	    a->path, a->query);
	if (ret->location[0] == '/')
		snprintf(led, sizeof(led), "%s://%s%s", a->scheme, a->host,
		    ret->location);
	else
		snprintf(led, sizeof(led), "%s", ret->location);
	return strcmp(asked, led) != 0;
}

/* Whether this rule answers; fills in what, and who is late. */
static inline bool
answers(const struct spec *s, const struct ask *a, int64_t now,
    struct answer *ret)
{
	bool        permanent = s->status == 301 || s->status == 308;
	bool        over = !permanent && now >= s->until;
	const char *target = over ? s->after : s->target;

	if (!s->enabled || now < s->from || (s->cookie && !a->cookie))
		return false;
	if (over && strcmp(target, "decline") == 0) {
		if (ret->late_id == 0 &&
		    (s->status == 410 || strcmp(s->target, "-") == 0 ||
			leads_elsewhere(s, s->target, a, ret)))
			ret->late_id = s->id;
		return false;
	}
	ret->location[0] = '\0';
	if (over ? strcmp(target, "gone") == 0 : s->status == 410) {
		ret->status = 410;
	} else if (strcmp(target, "-") == 0) {
		ret->status = 404;
	} else {
		if (!leads_elsewhere(s, target, a, ret))
			return false;
		ret->status = s->status;
	}
	ret->rule_id = s->id;
	if (over && ret->late_id == 0)
		ret->late_id = s->id;
	return true;
}

/* The answer of n rules, REFERENCE_MAX at most, in no order. */
static inline struct answer
reference(const struct spec *s, size_t n, const struct ask *a, int64_t now)
{
	struct answer ret = { .rule_id = 0 };
	bool          asked[REFERENCE_MAX] = { false };

	for (;;) {
		const struct spec *best = NULL;

		for (size_t i = 0; i < n; i++)
			if (!asked[i] && covers(&s[i], a) &&
			    (best == NULL || comes_before(&s[i], best)))
				best = &s[i];
		if (best == NULL)
			break;
		asked[best - s] = true;
		if (answers(best, a, now, &ret))
			return ret;
	}
	ret.status = 404;
	ret.location[0] = '\0';
	return ret;
}

#endif
