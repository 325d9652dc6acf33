/* SPDX-License-Identifier: MIT */
/* log.c - one line an event. */
#include "log.h"

#include <ctype.h>
#include <poll.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <syslog.h>
#include <unistd.h>

#define LINE_MAX_LEN 2048 /* below PIPE_BUF: a line is written whole */

/* A line that takes what fits; logging must work without memory. */
struct line {
	size_t n;
	char   text[LINE_MAX_LEN];
};

static bool to_syslog;

static const struct {
	const char *name;
	int         priority;
} levels[] = {
	[LOG_LEVEL_INFO] = { "info", LOG_INFO },
	[LOG_LEVEL_WARNING] = { "warning", LOG_WARNING },
	[LOG_LEVEL_ERROR] = { "error", LOG_ERR },
};

void
log_open(void)
{
	struct stat st;

	/* spawn-fcgi points standard error at /dev/null. */
	to_syslog = fstat(STDERR_FILENO, &st) != 0 ||
	    (S_ISCHR(st.st_mode) && st.st_rdev == makedev(1, 3));
	if (to_syslog)
		openlog("detour.fcgi", LOG_PID, LOG_DAEMON);
}

/* All of it, or nothing: half an escape would swallow the closing quote. */
static void
line_add(struct line *l, const char *s, size_t n)
{
	/* Two octets stay free, for a quote and the end of the line. */
	if (l->n + n + 2 <= sizeof(l->text)) {
		memcpy(l->text + l->n, s, n);
		l->n += n;
	}
}

/* Whether a value can stand without quotes. */
static bool
is_plain(const char *s)
{
	const char *p = s;

	for (; *p != '\0'; p++)
		if (*p <= ' ' || *p >= 0x7f || strchr("\"'=\\", *p) != NULL)
			return false;
	return p != s;
}

/* What a client sent must not end the line, nor move a terminal's cursor. */
static void
line_value(struct line *l, const char *s)
{
	static const char hex[] = "0123456789abcdef";

	if (is_plain(s)) {
		for (; *s != '\0'; s++)
			line_add(l, s, 1);
		return;
	}
	line_add(l, "\"", 1);
	for (; *s != '\0'; s++) {
		unsigned char c = (unsigned char)*s;

		if (c < ' ' || c >= 0x7f)
			line_add(l,
			    (char[]){ '\\', 'x', hex[c >> 4], hex[c & 15] }, 4);
		else if (c == '"' || c == '\\')
			line_add(l, (char[]){ '\\', *s }, 2);
		else
			line_add(l, s, 1);
	}
	l->text[l->n++] = '"';
}

/*
 * A line is dropped rather than waited for: whoever should read standard
 * error must not be able to hold up an answer.
 */
static void
line_write(struct line *l, int priority)
{
	struct pollfd p = { .fd = STDERR_FILENO, .events = POLLOUT };

	if (to_syslog) {
		syslog(priority, "%.*s", (int)l->n, l->text);
		return;
	}
	l->text[l->n++] = '\n';
	if (poll(&p, 1, 0) == 1 && write(p.fd, l->text, l->n) < 0)
		return; /* there is nobody left to tell */
}

void
log_event(enum log_level level, const char *msg, ...)
{
	struct line l = { .n = 0 };
	const char *key, *value;
	va_list     ap;

	if (!to_syslog)
		line_add(&l, "detour.fcgi: ", 13);
	line_add(&l, "level=", 6);
	line_value(&l, levels[level].name);
	line_add(&l, " msg=", 5);
	line_value(&l, msg);
	va_start(ap, msg);
	while ((key = va_arg(ap, const char *)) != NULL) {
		value = va_arg(ap, const char *);
		if (l.n + strlen(key) + 8 > sizeof(l.text))
			break;
		line_add(&l, " ", 1);
		line_add(&l, key, strlen(key));
		line_add(&l, "=", 1);
		line_value(&l, value != NULL ? value : "");
	}
	va_end(ap);
	line_write(&l, levels[level].priority);
}

void
log_sentence(const char *s)
{
	struct line l = { .n = 0 };

	if (!to_syslog)
		line_add(&l, "detour.fcgi: ", 13);
	for (; *s != '\0'; s++)
		line_add(&l, iscntrl((unsigned char)*s) ? "?" : s, 1);
	line_write(&l, LOG_ERR);
}

int
log_may(int64_t *last, int64_t now)
{
	if (*last != 0 && now >= *last && now - *last < 60)
		return 0;
	*last = now;
	return 1;
}
