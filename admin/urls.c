/* SPDX-License-Identifier: MIT */
/*
 * urls.c - a file of URLs, one a line.
 */
#include "urls.h"

#include <errno.h>
#include <string.h>

#define BLANKS " \t\r\n"

enum status
urls_open(struct urls *u, struct session *s, const char *name)
{
	u->session = s;
	u->name = name;
	u->line = 0;
	u->file = stdin;
	if (strcmp(name, "-") == 0) {
		u->name = "standard input";
		return EXIT_YES;
	}
	u->file = fopen(name, "re");
	if (u->file == NULL)
		return said(s, EXIT_FAIL, "'%s' cannot be read: %s", name,
		    strerror(errno));
	return EXIT_YES;
}

void
urls_close(struct urls *u)
{
	if (u->file != NULL && u->file != stdin)
		fclose(u->file);
	u->file = NULL;
}

/* One line into room; the status is that of urls_next(). */
static enum status
read_line(struct urls *u)
{
	size_t n = 0;
	int    c;

	while ((c = getc_unlocked(u->file)) != EOF && c != '\n') {
		if (c == '\0' || n == URLS_LINE_MAX)
			return said(u->session, EXIT_USAGE, "%s:%zu: %s",
			    u->name, u->line + 1,
			    c == '\0' ? "the line holds a NUL: this is no list "
					"of URLs" :
					"the line is longer than 65536 octets");
		u->room[n++] = (char)c;
	}
	if (ferror(u->file))
		return said(u->session, EXIT_FAIL, "'%s' cannot be read: %s",
		    u->name, strerror(errno));
	if (c == EOF && n == 0)
		return EXIT_NO;
	u->room[n] = '\0';
	u->line++;
	return EXIT_YES;
}

/* Cut blanks off both ends. */
static char *
trim(char *s)
{
	size_t n;

	s += strspn(s, BLANKS);
	for (n = strlen(s); n > 0 && strchr(BLANKS, s[n - 1]) != NULL; n--)
		s[n - 1] = '\0';
	return s;
}

/* "POST" before a blank: no URL has capitals only, and then a blank. */
static size_t
method_len(const char *s)
{
	size_t n = strspn(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ-");

	return s[n] == ' ' || s[n] == '\t' ? n : 0;
}

enum status
urls_next(struct urls *u, const char **ret_url, const char **ret_method)
{
	enum status status;
	char       *s;
	size_t      n;

	do {
		status = read_line(u);
		if (status != EXIT_YES)
			return status;
		s = u->room;
		if (u->line == 1 && strncmp(s, "\xef\xbb\xbf", 3) == 0)
			s += 3;
		s = trim(s);
	} while (s[0] == '\0' || s[0] == '#');
	n = method_len(s);
	*ret_method = NULL;
	if (n > 0) {
		*ret_method = s;
		s[n] = '\0';
		s = trim(s + n + 1);
	}
	*ret_url = s;
	return EXIT_YES;
}
