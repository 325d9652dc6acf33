/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_RECIPE_H
#define DETOUR_RECIPE_H

/*
 * recipe.h - what a web server is told, so that it asks the worker.
 *
 * The recipes are the files in docs/servers/, embedded when the tool is built.
 * As they stand there they hold default values (the worker's socket, the
 * site's address, ...), which give way to a person's own.  Pure.
 */

#include "buf.h"
#include "errs.h"
#include "args.h"

struct recipe {
	const char *file;    /* its name in docs/servers/ */
	const char *server;  /* "nginx"; of a shared part, the file's name */
	char        order;   /* 'A' redirects first, 'B' the site first, '-'
	                      * neither; 0 for a part that recipes share */
	const char *no_rule; /* what visitors get then, in a few words; ... */
	const char *down;    /* ... while the worker is down; ... */
	const char *kept;    /* ... and how many connections are kept */
	const char *text;
};

/* Of one server and order, the one that is printed first stands first. */
extern const struct recipe recipes[];
extern const size_t        recipes_n;

/* Options as bits of a word: HAS(SITE) | HAS(ROOT). */
#define HAS(name) (UINT64_C(1) << OPT_##name)

_Static_assert(OPT_PROGRAM < 64, "a recipe's options are bits of a word");

/* The options whose values a recipe may hold. */
#define RECIPE_OPTIONS                                                      \
	(HAS(SOCKET) | HAS(ADDRESS) | HAS(SITE) | HAS(LISTEN) | HAS(ROOT) | \
	    HAS(PROGRAM) | HAS(DB))

/* Those whose values this one holds, as HAS() bits. */
uint64_t recipe_takes(const struct recipe *);

/*
 * recipe_fill - append the text, with the values that were given in the place
 * of the defaults.
 *
 * A value becomes part of a configuration, so only octets that mean nothing to
 * any server are taken: letters, digits and "./_-+@", and of addresses ":" and
 * "[]".  Paths are absolute, because servers run in other folders; a site is
 * "http://HOST[:PORT]" and nothing more.  An option that the recipe does not
 * take is not looked at.
 *
 *	program		where the worker is installed, for a recipe that names
 *			it; NULL if unknown, and the default stays
 *
 * Errors: ERR_SYNTAX with a sentence in why; ERR_NOMEM, ERR_LIMIT.
 */
enum err recipe_fill(const struct recipe *, const struct args *,
    const char *program, struct buf *out, struct buf *why) MUST_CHECK;

#endif
