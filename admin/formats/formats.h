/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_FORMATS_H
#define DETOUR_FORMATS_H

/*
 * formats.h - what can be imported: one row a format, one from_*.c each.
 *
 * A format says what it is called, what a line means that does not say it, and
 * how it is read.  What of it can be said exactly as a rule is taken;
 * everything else is refused, line by line, with the reason: nothing is
 * approximated in silence.
 */

#include <stdbool.h>

#include "import.h"

/* What a file looks like before it is read, to guess its format. */
struct hint {
	struct slice name;  /* of the file, without folders; or empty */
	struct slice ahead; /* how it begins: feed_ahead() */
	struct slice line;  /* the first line of it that is no comment */
};

/* What two lines with the same source are. */
enum order {
	ORDER_NONE, /* two rules */
	ORDER_ONCE, /* the second is refused: there is one of each */
	ORDER_FIRST /* and the first line that takes a request wins, so that
	             * one above shadows what is more exact */
};

struct format {
	const char *name;
	const char *help;
	int         status;  /* of what states none */
	bool        literal; /* sources are taken as they stand */
	enum order  order;
	enum err (*read)(struct import *);
	bool (*guess)(const struct hint *);
};

/* In the order in which they are guessed. */
extern const struct format formats[];
extern const size_t        formats_n;

/* The format of a name, or NULL. */
const struct format *formats_find(const char *name);

/* Append all names, joined by ", ". */
void formats_names(struct buf *);

/*
 * formats_guess - what a file may be, by its name and how it begins; name may
 * be NULL.  The last resort is our own CSV.  *ret_by says by what: "its name",
 * "how it begins".
 */
const struct format *formats_guess(const char *name, struct slice ahead,
    const char **ret_by);

/* For the guesses: whether the beginning holds a text, and whether the first
 * line has all of some names as its fields, whatever separates them. */
bool hint_has(const struct hint *, const char *);
bool hint_named(const struct hint *, const char *name);
bool hint_fields(const struct hint *, const char *names);

/* And whether it has no other fields than the columns of a csv_shape: one that
 * is not among them may change what a row means, and is of another program. */
bool hint_only(const struct hint *, const char *const *names, size_t n);

/* One each. */
enum err from_csv(struct import *);
enum err from_json(struct import *);

enum err from_netlify(struct import *);
enum err from_cloudflare(struct import *);
enum err from_gitlab(struct import *);
enum err from_htaccess(struct import *);
enum err from_nginx(struct import *);
enum err from_govuk(struct import *);
enum err from_mdn(struct import *);
enum err from_wagtail(struct import *);
enum err from_neos(struct import *);
enum err from_redirection_csv(struct import *);
enum err from_redirection_json(struct import *);
enum err from_safe_redirect(struct import *);
enum err from_shlink(struct import *);
enum err from_yourls(struct import *);
enum err from_golink(struct import *);
enum err from_cloudflare_csv(struct import *);
enum err from_vercel(struct import *);

bool guess_json(const struct hint *);
bool guess_never(const struct hint *);
bool guess_netlify(const struct hint *);
bool guess_htaccess(const struct hint *);
bool guess_nginx(const struct hint *);
bool guess_govuk(const struct hint *);
bool guess_mdn(const struct hint *);
bool guess_wagtail(const struct hint *);
bool guess_neos(const struct hint *);
bool guess_redirection_csv(const struct hint *);
bool guess_redirection_json(const struct hint *);
bool guess_safe_redirect(const struct hint *);
bool guess_shlink(const struct hint *);
bool guess_yourls(const struct hint *);
bool guess_golink(const struct hint *);
bool guess_cloudflare_csv(const struct hint *);
bool guess_vercel(const struct hint *);

#endif
