/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_FROM_NGINX_H
#define DETOUR_FROM_NGINX_H

/*
 * from_nginx.h - nginx: statements and blocks, and what they are for.
 */

#include "import.h"

#define NGINX_WORDS_MAX 64 /* of a statement that are kept */
#define NGINX_DEPTH_MAX 16
#define NGINX_HOSTS_MAX 32 /* of a server */
#define NGINX_MAPS_MAX  32

/* Comments in the map of an export: see to_nginx.c. */
#define NGINX_WRITTEN "Written at "
#define NGINX_RULE    "rule "

/* A statement, "return 301 /x;", or the head of a block, "server {". */
struct statement {
	struct slice words[NGINX_WORDS_MAX]; /* without quotes */
	size_t       n;                      /* kept or not */
	char         end;                    /* ';', '{', '}', or 0 */
	int64_t      line;                   /* of its first word */
	struct buf   text, raw;
	size_t       from[NGINX_WORDS_MAX + 1]; /* of words in text */
};

void statement_init(struct statement *);
void statement_free(struct statement *);

/*
 * The next one; end is 0 at the end of the file.  Errors: ERR_SYNTAX, with
 * import.why, where a quote is not closed; ERR_NOMEM.
 */
enum err statement_next(struct import *, struct statement *) MUST_CHECK;

/* Whether it is "if ($host = a.example)", whose brackets may stand by
 * themselves, and for which host. */
bool statement_asks_host(const struct statement *, struct slice *ret);

enum block {
	BLOCK_OTHER,
	BLOCK_SERVER,
	BLOCK_LOCATION,
	BLOCK_HOST, /* "if ($host = a.example)", within a server */
	BLOCK_MAP,
	BLOCK_OWN, /* of an export: what makes answers of its rules */
	BLOCK_BAD
};

/* Where a statement stands. */
struct place {
	enum block blocks[NGINX_DEPTH_MAX];
	size_t     depth;
	size_t     hosts[NGINX_HOSTS_MAX + 1]; /* where they end in names */
	size_t     nhosts;
	struct buf names;
	bool       bad_host;  /* a name that no source can have */
	struct buf host;      /* the only one of a BLOCK_HOST; else empty */
	char       how;       /* of a location: '=', '^' (prefix), '~', 'i' */
	struct buf path;      /* of a location */
	bool       took;      /* a location had a redirect, or one refused */
	struct buf var;       /* of the last map, "$new" */
	int        status;    /* that a return gives it, or 0 */
	bool       with_args; /* it is of $request_uri */
	struct buf bad;       /* what a block asks for */
};

/* Whether it leads to another host, with whatever scheme was asked for: then it
 * is a rule for each. */
bool nginx_keeps_scheme(const struct statement *);

/*
 * Source and target of a "return" or a "rewrite", for a host of its server,
 * with "http://" before it if it is for that scheme only.  A location that does
 * not end in a '/' is two rules: *second is set after the first, and not after
 * the second.
 */
void nginx_rule(struct import *, const struct place *, struct slice host,
    const struct statement *, bool *second);

/* Cut what it ends with off; false when it does not. */
bool nginx_cut_end(struct slice *, const char *end);

/*
 * A target without what nginx would fill in: "$scheme://$host" is where the
 * visitor is, "$is_args$args" are the visitor's parameters; *ret_uri says that
 * the whole path follows, *ret_args that the parameters do.  Of an expression,
 * which is empty where there is none, the captures have names, too.
 */
void nginx_target(struct import *, struct slice to, struct slice host,
    struct slice pattern, bool *ret_uri, bool *ret_args, struct buf *out);

/*
 * The rules of an export, after the '{' of their map and up to its '}'.  Each
 * is in a comment, and is taken if what follows is still what is written for
 * it: by_key, in a map that is asked for a path.  Errors: as import_read().
 */
enum err nginx_own(struct import *, bool by_key) MUST_CHECK;

/* Source and target of a line of a map. */
void nginx_entry(struct import *, const struct place *,
    const struct statement *);

#endif
