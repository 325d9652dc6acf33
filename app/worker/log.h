/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_LOG_H
#define DETOUR_LOG_H

/*
 * log.h - one line an event, on standard error or, where that is closed or
 * /dev/null (spawn-fcgi), to syslog: "detour.fcgi: level=warning msg=...".
 *
 * key=value pairs; values are quoted when needed, never raw client octets.
 * A line that cannot be written at once is dropped: nobody waits for it.
 */

#include <stdint.h>

enum log_level { LOG_LEVEL_INFO, LOG_LEVEL_WARNING, LOG_LEVEL_ERROR };

void log_open(void);

/*
 * Log an event: a short constant sentence, then pairs of key and value up to
 * a NULL key:  log_event(LOG_LEVEL_INFO, "listening", "on", path, NULL).
 * What does not fit into a line of 2,000 octets is left out.
 */
void log_event(enum log_level, const char *msg, ...) __attribute__((sentinel));

/* A sentence for whoever starts the program: why it does not start. */
void log_sentence(const char *);

/* Whether an event that may come often may be logged: true once a minute for
 * each place, which *last belongs to (start it at 0). */
int log_may(int64_t *last, int64_t now);

#endif
