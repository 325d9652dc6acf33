/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_ZONE_FOOTER_H
#define DETOUR_ZONE_FOOTER_H

/*
 * zone_footer.h - the rule by which a zone goes on for ever: a POSIX TZ string,
 * "CET-1CEST,M3.5.0,M10.5.0/3", with the hours of RFC 9636 3.3.1.
 */

#include "zone.h"

enum footer_kind {
	FOOTER_JULIAN, /* Jn: 1 to 365, February never has 29 days */
	FOOTER_DAY,    /* n: 0 to 365 */
	FOOTER_WEEKDAY /* Mm.w.d: of week 1 to 5, the last, 0 is Sunday */
};

/* A day of each year, and the local time before the change at which it is. */
struct footer_date {
	enum footer_kind kind;
	int              month, week, day;
	int32_t          time_s; /* -167 to 167 hours */
};

struct footer {
	bool               given;    /* whether there is one */
	bool               changes;  /* twice a year */
	int32_t            std, dst; /* seconds east */
	struct footer_date start, end;
};

/* Whether it parses; the empty text does, and is not given. */
bool footer_parse(struct slice, struct footer *);

/* The span of an instant, by a footer that is given. */
struct zone_span footer_span(const struct footer *, int64_t t);

#endif
