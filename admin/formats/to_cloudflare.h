/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_TO_CLOUDFLARE_H
#define DETOUR_TO_CLOUDFLARE_H

/*
 * to_cloudflare.h - what the files of Cloudflare's export share; nobody else
 * includes it.
 *
 *	to_cloudflare.c		a rule as a row, or two
 *	to_cloudflare_whole.c	the rules that are one row
 */

#include "to.h"

/*
 * What a row is for besides the path itself: its subdomains, and what is below
 * it, whose rest follows the target.  Here each is a rule, as import makes
 * them: a.example/b, what is below a.example/b to a target that ends in
 * /:splat, and both once more for *.a.example.
 */
struct whole {
	int64_t first; /* the id of the first of them; 0: the rule is alone */
	bool    subdomains, below;
};

/* Which row a rule is a part of.  Errors: ERR_NOMEM, ERR_LIMIT. */
enum err cloudflare_whole(const struct rule *, struct to_how,
    struct whole *ret) MUST_CHECK;

#endif
