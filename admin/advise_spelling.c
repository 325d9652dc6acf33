/* SPDX-License-Identifier: MIT */
/*
 * advise_spelling.c - what is valid as typed, but means something else to
 * whoever comes from another program.
 */
#include <string.h>

#include "advise.h"
#include "doubt.h"

/* No language has a tag that begins with more than three letters. */
static void
advise_languages(const struct session *s)
{
	size_t n, letters;

	for (size_t i = 0; i < s->args.n; i++) {
		const char *tags = s->args.given[i].value;

		if (s->args.given[i].opt != OPT_LANGUAGE)
			continue;
		for (; tags[0] != '\0'; tags += n + (tags[n] == ',')) {
			n = strcspn(tags, ",");
			letters = strcspn(tags, ",-");
			if (letters > 3)
				said(s, EXIT_YES,
				    "warning: no browser asks for '%.*s': "
				    "languages are written as de, pt-BR",
				    (int)n, tags);
		}
	}
}

static void
warn(void *arg, const char *text)
{
	said((const struct session *)arg, EXIT_YES, "warning: %s", text);
}

void
advise_spelling(struct session *s, const struct rule *r)
{
	advise_languages(s);
	doubt_of(r, warn, s);
}
