/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_HELP_H
#define DETOUR_HELP_H

/*
 * help.h - usage and help, from the table of commands.
 */

#include <stdio.h>

#include "cmd.h"

/* The row of a name, or NULL. */
const struct cmd *help_find(const char *name);

/* The command that was probably meant, or NULL. */
const char *help_nearest(const char *name);

/* One line: "usage: detour ...".  NULL is the usage of the whole. */
void help_usage(FILE *, const struct cmd *);

/* Everything about one command, or, for NULL, all of them in a line each. */
enum err help_print(FILE *, const struct cmd *) MUST_CHECK;

#endif
