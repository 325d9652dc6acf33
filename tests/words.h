/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_WORDS_H
#define DETOUR_WORDS_H

/*
 * words.h - the words of a line in tests/cases/; the format is in
 * tests/README.md.
 */

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

/* Whether c is a hexadecimal digit, and which. */
static inline int
word_hex(char c)
{
	static const char digits[] = "0123456789abcdef";
	const char       *at = c == '\0' ? NULL : strchr(digits, c);

	return at == NULL ? -1 : (int)(at - digits);
}

/*
 * Take the first word off *s, in place: '...' is literal, \xNN is an octet,
 * blanks end it, and '#' at its beginning ends the line.  NULL at the end.
 */
static inline char *
word_next(char **s)
{
	char *in = *s + strspn(*s, " \t\n"), *out = in, *word = in;
	bool  quoted = false;

	if (*in == '\0' || *in == '#')
		return NULL;
	for (; *in != '\0' && (quoted || strchr(" \t\n", *in) == NULL); in++) {
		if (*in == '\'') {
			quoted = !quoted;
		} else if (!quoted && in[0] == '\\' && in[1] == 'x' &&
		    word_hex(in[2]) >= 0 && word_hex(in[3]) >= 0) {
			*out++ = (char)(word_hex(in[2]) * 16 + word_hex(in[3]));
			in += 3;
		} else {
			*out++ = *in;
		}
	}
	*s = *in == '\0' ? in : in + 1;
	*out = '\0';
	return word;
}

#endif
