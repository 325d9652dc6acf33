/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_STALE_OPTIONS_H
#define DETOUR_STALE_OPTIONS_H

/*
 * stale_options.h - the stale report with the thresholds that were typed.
 */

#include "cmd.h"
#include "report.h"

/* Bring every stale rule to fn.  Anything but EXIT_YES comes with a message. */
enum status stale_each(struct session *, stale_fn *, void *arg);

#endif
