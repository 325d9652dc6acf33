/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_FROM_HTACCESS_H
#define DETOUR_FROM_HTACCESS_H

/*
 * from_htaccess.h - mod_rewrite: conditions, and the rule that they are for.
 *
 * Of conditions a host, a scheme, parameters and the path itself can be said.
 * Everything else makes the rule below it refused, with the reason.
 */

#include "import.h"
#include "read_lines.h"

#define REWRITE_HOSTS_MAX 16 /* hosts that one rule is for */

/* The conditions that stand above the next rule, and what holds for all. */
struct rewrite {
	bool       off;    /* RewriteEngine */
	bool       base;   /* there is a RewriteBase */
	bool       any;    /* there are conditions */
	bool       either; /* the last of them says OR */
	bool       loose;  /* a '.' of a host is any character there */
	bool       just;   /* other parameters are not there, either */
	int        scheme; /* of enum scheme */
	size_t     hosts[REWRITE_HOSTS_MAX + 1]; /* where they end in text */
	size_t     nhosts;
	struct buf text;    /* the hosts */
	struct buf params;  /* "a=1&b=2" */
	struct buf path;    /* an expression for the whole path */
	struct buf bad;     /* why they cannot be said, or empty */
	struct buf to_base; /* RewriteBase */
};

void rewrite_init(struct rewrite *);
void rewrite_free(struct rewrite *);

/* The conditions are over. */
void rewrite_forget(struct rewrite *);

/* A line whose first word begins with "Rewrite"; the row has begun. */
enum err rewrite_line(struct import *, struct rewrite *, const struct words *,
    int64_t line, struct slice raw) MUST_CHECK;

/* A RewriteCond, from its words. */
void rewrite_condition(struct rewrite *, const struct words *);

#endif
