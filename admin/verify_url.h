/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_VERIFY_URL_H
#define DETOUR_VERIFY_URL_H

/*
 * verify_url.h - the URL that a rule leads to, whoever asks.
 */

#include "rule.h"

#define VERIFY_URL_MAX (3U * TARGET_MAX + 1000) /* octets */

/* Why there is none, as a clause; NULL if there is one. */
const char *verify_why_not(const struct rule *);

/* Append it, without a fragment; verify_why_not() must have nothing against
 * it. */
void verify_url(const struct rule *, struct buf *out);

#endif
