/* SPDX-License-Identifier: MIT */
/*
 * clocks.c - what clocks show, in bulk: system/test_clocks.py lets Python's
 * zoneinfo judge.
 *
 * Each line of standard input is a question, and gets a line:
 *
 *	offset ZONE INSTANT	seconds east of UTC, then the next change
 *	reach ZONE LOCAL	the first instant at which LOCAL is shown
 *	next INSTANT TEXT	of a repetition: "BEGIN END", or "none"
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "repeat.h"
#include "words.h"
#include "zones.h"

static void
put_span(const struct zone *z, int64_t t)
{
	struct zone_span s = zone_span(z, t);

	printf("%d %lld\n", (int)s.offset, (long long)s.end);
}

static void
put_next(int64_t t, char *text)
{
	struct repeat     r;
	struct slice      zone;
	struct occurrence o;

	text[strcspn(text, "\n")] = '\0';
	if (repeat_parse(slice_of(text), &r, &zone, NULL) != ERR_OK ||
	    zones_find(zone, &r.zone, NULL) != ERR_OK)
		puts("refused");
	else if (!repeat_next(&r, t, &o))
		puts("none");
	else
		printf("%lld %lld\n", (long long)o.begin, (long long)o.end);
}

int
main(void)
{
	const struct zone *z;
	const char        *what, *name;
	char              *line = NULL;
	size_t             size = 0;

	while (getline(&line, &size, stdin) > 0) {
		char *rest = line;

		what = word_next(&rest);
		name = word_next(&rest);
		if (what == NULL || name == NULL || rest == NULL)
			return 2;
		if (strcmp(what, "next") == 0)
			put_next(strtoll(name, NULL, 10), rest);
		else if (zones_find(slice_of(name), &z, NULL) != ERR_OK)
			puts("refused");
		else if (strcmp(what, "offset") == 0)
			put_span(z, strtoll(rest, NULL, 10));
		else
			printf("%lld\n",
			    (long long)zone_reach(z, strtoll(rest, NULL, 10),
				NULL));
	}
	free(line);
	return fflush(stdout) != 0;
}
