/* SPDX-License-Identifier: MIT */
/* progress.c - how far long work is; see progress.h. */
#include "progress.h"

#include <stdio.h>
#include <unistd.h>

#include "cmd.h"
#include "escape.h"

#define QUIET_MS 1000 /* what takes longer says how far it is ... */
#define EACH_MS  100  /* ... so often */

void
progress_begin(struct progress *p)
{
	*p = (struct progress){ .began_ms = mono_ms(),
		.on = isatty(STDERR_FILENO) == 1 };
}

int64_t
progress_ms(const struct progress *p)
{
	int64_t took = mono_ms() - p->began_ms;

	return took > 0 ? took : 1;
}

bool
progress_due(struct progress *p)
{
	int64_t now_ms;

	if (!p->on)
		return false;
	now_ms = mono_ms();
	if (now_ms - p->began_ms < QUIET_MS || now_ms - p->told_ms < EACH_MS)
		return false;
	p->told_ms = now_ms;
	fputs("\r\033[K", stderr);
	return true;
}

void
progress_hush(struct progress *p)
{
	if (p->told_ms != 0)
		fputs("\r\033[K", stderr);
	p->told_ms = 0;
}

static void
say(void *arg, const char *doing, const char *path, int percent)
{
	struct progress *p = arg;
	struct buf       name;

	if (!progress_due(p))
		return;
	buf_init(&name, 65536);
	escape_terminal(slice_of(path), &name);
	if (buf_end(&name) == ERR_OK)
		fprintf(stderr, "%s '%s', ", doing, name.data);
	buf_free(&name);
	if (percent >= 0)
		fprintf(stderr, "%d %%, ", percent);
	fprintf(stderr, "%lld s ", (long long)(progress_ms(p) / 1000));
}

void
progress_watch(struct progress *p, struct store *s)
{
	store_watch(s, say, p);
}
