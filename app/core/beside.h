/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_BESIDE_H
#define DETOUR_BESIDE_H

/*
 * beside.h - one thing at a time is done by a second thread, while the first
 * goes on with the next.
 *
 * For long work in two steps, of which the second knows nothing of the first:
 * it takes the time of the longer one, where there are two processors.  What is
 * handed over belongs to the second thread until beside_wait() returns, and
 * everything that it has done is seen from then on.  Signals are the first
 * thread's.
 */

#include "errs.h"

struct beside;

/* NULL when there is no thread to be had: do it yourself then. */
struct beside *beside_begin(void);

/* After beside_wait(): have fn(arg) called. */
void beside_do(struct beside *, enum err (*fn)(void *), void *arg);

/* When it is done, what it returned; ERR_OK when there was nothing, or since it
 * was asked last.  NULL has nothing to do. */
enum err beside_wait(struct beside *) MUST_CHECK;

/* Wait, and end the thread.  NULL is fine. */
void beside_end(struct beside *);

#endif
