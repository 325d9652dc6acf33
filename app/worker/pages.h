/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_PAGES_H
#define DETOUR_PAGES_H

/*
 * pages.h - what the worker says of itself: stale, metrics, health.
 *
 * The web server asks for a page by DETOUR_PAGE; a client cannot.
 */

#include "request.h"
#include "worker.h"

/*
 * The stale report is bounded, so that asking for it cannot hold up visitors:
 * so much text, so long, and not again within its time to live.  The tool's
 * "stale" has no such bounds.
 */
#define PAGES_STALE_MAX    (RESPOND_MAX - 8192) /* octets of the body */
#define PAGES_STALE_BUDGET 100                  /* milliseconds */
#define PAGES_STALE_TTL    5000                 /* milliseconds */

/* Append a complete response with a page to w->out. */
void pages_respond(struct worker *w, enum page, const struct request *,
    int64_t now, int64_t mono_ms);

#endif
