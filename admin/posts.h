/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_POSTS_H
#define DETOUR_POSTS_H

/*
 * posts.h - the POSTs of an access log, for lint: which rules turn them into
 * GETs.
 */

#include "cmd.h"
#include "lint.h"

/* Read --log, if it was given.  What is no line of a log is passed over, and
 * how many such there were is told.  EXIT_FAIL or EXIT_USAGE with a message. */
enum status posts_judge(struct session *, struct lint *);

#endif
