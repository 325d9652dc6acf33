/* SPDX-License-Identifier: MIT */
/*
 * aside.c - the name under which a command keeps what it replaces.
 */
#include "aside.h"

#include <time.h>
#include <unistd.h>

#define TRIES_MAX 100 /* in one second */

enum err
aside(const struct session *s, struct buf *path)
{
	struct tm tm;
	char      stamp[32];
	enum err  rc = ERR_OK;

	when_to_civil(s->now, &tm);
	if (strftime(stamp, sizeof(stamp), "%Y%m%dT%H%M%SZ", &tm) == 0)
		return ERR_LIMIT;
	for (int i = 1; i <= TRIES_MAX && rc == ERR_OK; i++) {
		buf_reset(path);
		buf_addf(path, "%s.%s", s->db, stamp);
		if (i > 1)
			buf_addf(path, "-%d", i);
		rc = buf_end(path);
		if (rc == ERR_OK && access(path->data, F_OK) != 0)
			break;
	}
	return rc;
}
