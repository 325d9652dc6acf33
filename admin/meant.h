/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_MEANT_H
#define DETOUR_MEANT_H

/*
 * meant.h - words of other programs, and what they are called here.  Pure.
 *
 * Not other names of commands and options, which would be twice as much to
 * learn: only what a refusal tells.
 */

#include <stddef.h>

#include "args.h"

/* What "rm" is here: "remove".  NULL for a word that no program has. */
const char *meant_command(const char *typed);

/*
 * What --end (without its "--", name is of n octets) is among the options of
 * allowed and the global ones: "until".  What is told may have a value with it:
 * "format json".  NULL when there is nothing like it.
 */
const char *meant_option(const enum opt *allowed, const char *name, size_t n);

/* What a column of a table is called here: "until" is "expires_at".  typed is
 * of n octets, in any capitals; NULL when there is nothing like it. */
const char *meant_column(const char *typed, size_t n);

#endif
