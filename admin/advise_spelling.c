/* SPDX-License-Identifier: MIT */
/*
 * advise_spelling.c - what is valid as typed, but means something else to
 * whoever comes from another program.
 */
#include <string.h>

#include "advise.h"
#include "pattern.h"

/* The first "{name}" of a text; empty when there is none. */
static struct slice
braces(struct slice s)
{
	const char *open = s.n > 0 ? memchr(s.s, '{', s.n) : NULL, *close;

	if (open == NULL)
		return (struct slice){ s.s, 0 };
	close = memchr(open, '}', s.n - (size_t)(open - s.s));
	return (struct slice){ open,
		close == NULL ? 0 : (size_t)(close - open) + 1 };
}

/* The first segment that begins as a placeholder and is none, as ":1"; empty
 * when there is none. */
static struct slice
nameless(struct slice source)
{
	struct slice path = slice_cut(&source, '?'), segment = { NULL, 0 };

	while (path.n > 0) {
		segment = slice_cut(&path, '/');
		if (segment.n > 0 && segment.s[0] == ':' &&
		    (segment.n == 1 || !pattern_is_start(segment.s[1])))
			return segment;
	}
	return (struct slice){ segment.s, 0 };
}

/* Signs of a regular expression that hardly stand in a path. */
static bool
is_like_regex(struct slice s)
{
	static const char *const signs[] = { "]+", "]*", ".+", ")?", "|" };

	for (size_t i = 0; i < ARRAY_LEN(signs); i++)
		if (memmem(s.s, s.n, signs[i], strlen(signs[i])) != NULL)
			return true;
	return s.n > 0 && s.s[s.n - 1] == '$';
}

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

void
advise_spelling(const struct session *s, const struct rule *r)
{
	struct slice name = braces(r->source), colon = nameless(r->source);

	advise_languages(s);
	if (r->literal || r->at.kind == SOURCE_REGEX)
		return;
	if (name.n > 2)
		said(s, EXIT_YES,
		    "warning: '%.*s' is a part of the path as it stands; for "
		    "whatever stands there write ':%.*s'",
		    (int)name.n, name.s, (int)name.n - 2, name.s + 1);
	else if (colon.n > 0)
		said(s, EXIT_YES,
		    "warning: '%.*s' is a part of the path as it stands: the "
		    "name of a placeholder begins with a letter or a '_'",
		    (int)colon.n, colon.s);
	else if (is_like_regex(r->source))
		said(s, EXIT_YES,
		    "warning: '%.*s' is a path as it stands; a regular "
		    "expression has a '~' in front",
		    quotable(r->source), r->source.s);
	if (r->at.rest && slice_has(r->target, '*'))
		said(s, EXIT_YES,
		    "warning: the '*' in '%.*s' is sent as it stands; what the "
		    "source's '*' takes is ':splat'",
		    quotable(r->target), r->target.s);
}
