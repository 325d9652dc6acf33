/* SPDX-License-Identifier: MIT */
/*
 * ics.c - iCalendar: lines, their folding, and the few properties of an event.
 */
#include "ics.h"

#include <time.h>

#include "escape.h"
#include "when.h"

#define LINE_LONG 75         /* octets, without the CRLF: RFC 5545 3.1 */
#define TEXT_MAX  (1U << 20) /* octets of one value */

static bool
is_inside(char c)
{
	return ((unsigned char)c & 0xc0) == 0x80;
}

/* Write what is in line, folded. */
static void
put_line(struct ics *c)
{
	const char *s = c->line.data;
	size_t      n, left = c->line.len, room = LINE_LONG;

	if (c->err == ERR_OK)
		c->err = buf_end(&c->line);
	while (c->err == ERR_OK && left > 0) {
		n = left < room ? left : room;
		while (n < left && n > 1 && is_inside(s[n]))
			n--;
		fwrite(s, 1, n, c->file);
		fputs(n < left ? "\r\n " : "\r\n", c->file);
		s += n;
		left -= n;
		room = LINE_LONG - 1; /* the space that it begins with */
	}
	buf_reset(&c->line);
}

static void
put_plain(struct ics *c, const char *line)
{
	buf_adds(&c->line, line);
	put_line(c);
}

/* A value of type TEXT: RFC 5545 3.3.11. */
static void
put_text(struct ics *c, const char *name, struct slice value)
{
	struct buf safe;

	buf_init(&safe, 4 * TEXT_MAX);
	while (value.n > 0) {
		escape_terminal(slice_cut(&value, '\n'), &safe);
		if (value.n > 0)
			buf_addc(&safe, '\n');
	}
	if (c->err == ERR_OK)
		c->err = buf_end(&safe);
	buf_addf(&c->line, "%s:", name);
	for (size_t i = 0; i < safe.len; i++) {
		const char ch = safe.data[i];

		if (ch == '\n')
			buf_adds(&c->line, "\\n");
		else if (ch == '\\' || ch == ';' || ch == ',')
			buf_addf(&c->line, "\\%c", ch);
		else
			buf_addc(&c->line, ch);
	}
	buf_free(&safe);
	put_line(c);
}

/* "20261221T090000Z" */
static void
put_time(struct ics *c, const char *name, int64_t at)
{
	struct tm tm;

	when_to_civil(at, &tm);
	buf_addf(&c->line, "%s:%04d%02d%02dT%02d%02d%02dZ", name,
	    tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min,
	    tm.tm_sec);
	put_line(c);
}

void
ics_begin(struct ics *c, FILE *file, int64_t now)
{
	*c = (struct ics){ .file = file, .now = now };
	buf_init(&c->line, 8 * TEXT_MAX);
	put_plain(c, "BEGIN:VCALENDAR");
	put_plain(c, "VERSION:2.0");
	put_plain(c, "PRODID:-//detour//detour " DETOUR_VERSION "//EN");
	put_plain(c, "CALSCALE:GREGORIAN");
	put_plain(c, "METHOD:PUBLISH");
}

void
ics_event(struct ics *c, const struct ics_event *e)
{
	put_plain(c, "BEGIN:VEVENT");
	buf_addf(&c->line, "UID:%s", e->uid);
	put_line(c);
	put_time(c, "DTSTAMP", c->now);
	put_time(c, "DTSTART", e->from);
	if (e->until != WHEN_NEVER)
		put_time(c, "DTEND", e->until);
	put_text(c, "SUMMARY", e->summary);
	put_text(c, "DESCRIPTION", e->description);
	/* It does not make its owner busy. */
	put_plain(c, "TRANSP:TRANSPARENT");
	if (e->alarm) {
		put_plain(c, "BEGIN:VALARM");
		put_plain(c, "ACTION:DISPLAY");
		put_plain(c, "TRIGGER;RELATED=END:-P1D");
		put_text(c, "DESCRIPTION", e->summary);
		put_plain(c, "END:VALARM");
	}
	put_plain(c, "END:VEVENT");
}

enum err
ics_end(struct ics *c)
{
	put_plain(c, "END:VCALENDAR");
	buf_free(&c->line);
	if (fflush(c->file) != 0 || ferror(c->file))
		return c->err != ERR_OK ? c->err : ERR_IO;
	return c->err;
}
