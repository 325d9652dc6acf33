/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_FROM_WORDPRESS_H
#define DETOUR_FROM_WORDPRESS_H

/*
 * from_wordpress.h - what both exports of the plugin Redirection mean.
 */

#include "import.h"

/* Set source and target of the row; its status is known. */
void redirection_rule(struct import *, struct slice url, struct slice target,
    bool is_regex, int64_t line);

/* Where all parameters of a request are passed on, those of the source are,
 * too, unless the target has some of that name. */
void redirection_pass(struct import *, struct slice url);

#endif
