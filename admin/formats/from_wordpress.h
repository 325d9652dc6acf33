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

#endif
