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

/* Refuse a command that there is not, with the one that was probably meant. */
enum status help_unknown(const struct session *, const char *typed);

/* One line: "usage: detour ...".  NULL is the usage of the whole. */
void help_usage(FILE *, const struct cmd *);

/* Everything about one command, or, for NULL, all of them in a line each. */
enum err help_print(FILE *, const struct cmd *) MUST_CHECK;

#endif
