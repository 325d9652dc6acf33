/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_SUPERVISE_H
#define DETOUR_SUPERVISE_H

/*
 * supervise.h - the parent of the processes that answer, and of the keeper.
 */

#include "listen.h"
#include "options.h"

/* Times are milliseconds. */
#define SUPERVISE_YOUNG_MS 1000  /* who dies younger is replaced more slowly */
#define SUPERVISE_DELAY_MS 1000  /* but never later than this */
#define SUPERVISE_KILL_MS  10000 /* after SIGTERM, who still lives is killed */

/*
 * supervise - run the children until SIGTERM, SIGINT or SIGUSR1, by which
 * programs on libfcgi are told to end; closes the listeners.
 *
 * A child that ends is replaced at once.  SIGTERM and SIGHUP are handed on to
 * the children.  At the end the keeper outlives them, so no hit is lost.
 * Should this process be killed, its children finish and end as after SIGTERM.
 *
 * Returns an exit status: 0 when every child ended by itself.  Also returns
 * in the children, when they are done.
 */
int supervise(const struct options *, struct listeners *);

#endif
