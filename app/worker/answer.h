/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_ANSWER_H
#define DETOUR_ANSWER_H

/*
 * answer.h - the whole flow in one short function: environment in, bytes out.
 */

#include "request.h"
#include "respond.h"
#include "when.h"
#include "worker.h"

/*
 * answer - from one request in env to one complete response in w->out.
 *
 * Counts the hit.  Cannot fail: what cannot be answered is a decline, and
 * without memory even for that w->out is empty.
 */
void answer(struct worker *w, struct env env, enum role role, struct moment at,
    int64_t mono_ms);

#endif
