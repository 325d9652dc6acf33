/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_TO_H
#define DETOUR_TO_H

/*
 * to.h - rules as text for others: a row for each format.
 *
 * A format writes one rule at a time, or says why it cannot: nothing is ever
 * approximated in silence.  It is given the rules in the order in which they
 * are asked (match.h), and all of them have passed rule_validate().  Pure.
 *
 *	to.c		the list of formats, and what the servers share
 *	to_host.c	what the hosts share
 */

#include "buf.h"
#include "rule.h"
#include "shape.h"

#define TO_TEXT_MAX (1 << 20) /* octets of one rule, or of a frame */

/*
 * Where a rule is written.  Most formats are one list.  nginx finds a path that
 * nothing else is to be asked of by itself: of rules for the same path the
 * first, the second and so on, as long as each can be found so, and then the
 * list; first for hosts, then for any host.
 */
#define TO_KEYS 4 /* that can be found by one path */

enum to_part {
	TO_HOST_KEYS = 0,
	TO_HOST_LIST = TO_KEYS,
	TO_ANY_KEYS,
	TO_ANY_LIST = TO_ANY_KEYS + TO_KEYS,
	TO_PARTS
};

/* The other rules of an export, for a format that writes several as one. */
struct to_peers {
	/* The rule that is exported, too, and answers like this one, but for
	 * its id: for the same source, with the same target and status, always.
	 * NULL if there is none.  Valid until the next call; errors are kept by
	 * who gives it. */
	const struct rule *(*find)(struct to_peers *, const struct rule *like);
	/* Whether what this is the first rule of may be written as one. */
	bool (*is_whole)(struct to_peers *, int64_t first);
	int64_t first; /* set by the format: what the rule at hand is a part
	                * of, by the id of its first rule; or 0 */
};

/* How an export is written. */
struct to_how {
	int64_t     now;
	bool        first;      /* nothing was written before */
	struct buf *differs;    /* receives in what the text of a rule that is
	                         * written differs from it: see to_differs() */
	struct to_peers *peers; /* of a format that joins */
};

/* What is known of an export once all rules are written. */
struct to_sum {
	int64_t now;
	bool    has[TO_PARTS];
	size_t  keys;    /* that are found by their path */
	size_t  longest; /* octets of one */
};

struct to_format {
	const char *name;
	const char *help;  /* a clause: for whom */
	bool        joins; /* it writes some rules as one */
	/* What stands before the first rule, and behind the last; may be
	 * NULL. */
	void (*head)(const struct to_sum *, struct buf *out);
	void (*tail)(const struct to_sum *, struct buf *out);
	/* What stands around a part, or the last one where there is no rule;
	 * NULL where there is but one. */
	void (*open)(const struct to_sum *, enum to_part, struct buf *out);
	void (*close)(enum to_part, struct buf *out);
	/* Append a rule as it is from now on.  ERR_SYNTAX with a clause in why,
	 * and then out is not used. */
	enum err (*rule)(const struct rule *, struct to_how, struct buf *out,
	    struct buf *why);
	/* The same for a rule with an exact path, so that it is found by that;
	 * ERR_SYNTAX where it belongs into the list.  *ret_key is how many
	 * octets it is found by.  NULL where there is but a list. */
	enum err (*entry)(const struct rule *, struct to_how, size_t *ret_key,
	    struct buf *out, struct buf *why);
	/* Append what leaves those requests alone that belong to a rule which
	 * is not written but asked before others that are.  Errors as above;
	 * NULL where there is no such way. */
	enum err (*guard)(const struct rule *, struct to_how, struct buf *out,
	    struct buf *why);
};

/* NULL if there is none of that name. */
const struct to_format *to_format_find(const char *name);

/* Append all names, joined by ", ". */
void to_format_names(struct buf *out);

/* The rows of servers; each in its own file, with what that server needs. */
extern const struct to_format to_nginx, to_apache, to_caddy, to_haproxy;
/* Those of hosts, which know no time. */
extern const struct to_format to_netlify, to_cloudflare, to_vercel;

/* What the shapes of a rule are written into: the arg of a format's shape_fn.
 */
struct to_text {
	struct buf *out, *why;
	unsigned    n; /* shapes that a format has named; from 0 on */
};

/* What a comment begins with whose rule is left out. */
#define TO_LEFT "Not exported, left alone"

/* Append "rule 7: /old -> /new, 307, until 2026-12-21T09:00:00Z", printable
 * and on one line, for a comment. */
void to_comment(const struct rule *, struct buf *out);

/*
 * The rule as a comment of a line behind lead, "# ", and then each of its
 * shapes by fn, whose arg is a struct to_text.  to_guarded() is for a rule that
 * is left out.  Errors: those of shape_each().
 */
enum err to_commented(const char *lead, const struct rule *, struct to_how,
    shape_fn *fn, struct buf *out, struct buf *why) MUST_CHECK;
enum err to_guarded(const char *lead, const struct rule *, struct to_how,
    shape_fn *fn, struct buf *out, struct buf *why) MUST_CHECK;

/*
 * Append the beginning of an expression for what is asked, a space, and when:
 * "^", what is left alone, what the shape covers, its seconds.  ERR_SYNTAX,
 * with a clause in why, when the seconds cannot be said: spell_range().
 */
enum err to_asked(const struct shape *, const struct to_text *) MUST_CHECK;

/*
 * Append a text with its captures as a server writes them.
 *
 *	escape	appends one octet of the text, as that server quotes it
 *	capture	appends a reference to the n-th
 */
void to_template(struct slice, void (*escape)(char, struct buf *),
    void (*capture)(int n, struct buf *), struct buf *out);

/* Append an expression for the methods of a shape: "(?:GET|HEAD)", or for any.
 */
void to_methods(const struct shape *, struct buf *out);

/* Append the path of a source that is no expression, with its final star. */
void to_path(const struct rule *, struct buf *out);

/* A host that knows no time and no detour, and what it knows of a rule besides
 * its path, its target and its status. */
struct to_host {
	const char *name;
	unsigned    conditions; /* bits: 1 << enum condition_kind */
	bool        values;     /* of parameters that are placeholders */
	bool        regex;
};

/*
 * Refuse what a host cannot say: a rule that ends, has not begun, leads
 * nowhere, gives way to itself, is for a share of the visitors, or asks for
 * more than the host knows.  A rule for any host whose target is a URL of its
 * own may give way there: that differs, and is written.
 *
 * Errors: ERR_SYNTAX with a clause; ERR_NOMEM, ERR_LIMIT.
 */
enum err to_hosted(const struct rule *, struct to_how, const struct to_host *,
    struct buf *why) MUST_CHECK;

/* Note a clause that says in what the text of a rule differs from it. */
void to_differs(struct to_how, const char *clause);

#endif
