/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_MOVED_H
#define DETOUR_MOVED_H

/*
 * moved.h - promotions that are moved into the configuration of a web server.
 */

#include "ids.h"

/* EXIT_USAGE, with a message, when --export names no format. */
enum status moved_format(struct session *);

/*
 * Write the rules of these ids for the server that --export names, to --output
 * or standard output, as they are in the transaction at hand.  What cannot be
 * expressed is told, and nothing is written then: EXIT_NO.
 */
struct place;
enum status moved_write(struct session *, const struct ids *, struct place *);

/*
 * Ask the server that --check names, for each rule, and disable those that it
 * answers by itself.  A rule is disabled first and asked for again: what then
 * is not answered was answered by a worker, and is enabled again.  EXIT_NO when
 * one is not answered, with a message.
 */
enum status moved_check(struct session *, const struct ids *);

#endif
