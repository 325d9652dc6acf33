/* SPDX-License-Identifier: MIT */
/* zones.c - time zones by their names; see zones.h. */
#include "zones.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A zone that was read, and of which file. */
struct known {
	struct zone    *zone;
	dev_t           dev;
	ino_t           ino;
	struct timespec written;
	struct known   *next;
};

/* The latest first.  None is ever released. */
static struct known *known;

bool
zones_is_name(struct slice name)
{
	bool begins = true; /* a segment */

	if (name.n == 0 || name.n > ZONE_NAME_MAX ||
	    !isupper((unsigned char)name.s[0]))
		return false;
	for (size_t i = 0; i < name.n; i++) {
		unsigned char c = (unsigned char)name.s[i];

		if (c == '/' ? begins :
			       !(c < 0x80 && isalnum(c)) && c != '_' &&
			    c != '-' && c != '+')
			return false;
		begins = c == '/';
	}
	return !begins;
}

static struct known *
find_known(struct slice name)
{
	struct known *k = known;

	while (k != NULL && !slice_is(name, zone_name(k->zone)))
		k = k->next;
	return k;
}

static bool
is_of(const struct known *k, const struct stat *st)
{
	return k->dev == st->st_dev && k->ino == st->st_ino &&
	    k->written.tv_sec == st->st_mtim.tv_sec &&
	    k->written.tv_nsec == st->st_mtim.tv_nsec;
}

/* All of a file, which is small. */
static enum err
read_all(int fd, struct buf *out)
{
	char    block[4096];
	ssize_t n;

	while ((n = read(fd, block, sizeof(block))) != 0) {
		if (n > 0)
			buf_add(out, block, (size_t)n);
		else if (errno != EINTR)
			return ERR_IO;
		if (out->err != ERR_OK)
			return out->err;
	}
	return ERR_OK;
}

static enum err
load(struct slice name, int fd, const struct stat *st, struct buf *why)
{
	struct known *k = calloc(1, sizeof(*k));
	struct buf    bytes;
	enum err      rc = ERR_NOMEM;

	buf_init(&bytes, ZONE_SIZE_MAX + 1); /* more is for zone_parse() */
	if (k != NULL)
		rc = S_ISREG(st->st_mode) ? read_all(fd, &bytes) : ERR_IO;
	if (rc == ERR_IO)
		rc = refuse(why, ERR_SYNTAX,
		    "the time zone '%.*s' in " ZONES_DIR " can't be read",
		    (int)name.n, name.s);
	else if (rc == ERR_OK)
		rc = zone_parse(name, buf_slice(&bytes), &k->zone, why);
	buf_free(&bytes);
	if (rc != ERR_OK) {
		free(k);
		return rc;
	}
	k->dev = st->st_dev;
	k->ino = st->st_ino;
	k->written = st->st_mtim;
	k->next = known;
	known = k;
	return ERR_OK;
}

static enum err
no_such(struct slice name, struct buf *why)
{
	const int n = (int)name.n;

	if (access(ZONES_DIR, X_OK) != 0)
		return refuse(why, ERR_SYNTAX,
		    "the time zone '%.*s' is not known: there are none in "
		    "" ZONES_DIR "; install tzdata, or take UTC",
		    n, name.s);
	return refuse(why, ERR_SYNTAX,
	    "there is no time zone '%.*s' in " ZONES_DIR ": they are named as "
	    "Europe/Berlin, in these capitals; 'timedatectl list-timezones' "
	    "lists them",
	    n, name.s);
}

enum err
zones_find(struct slice name, const struct zone **ret, struct buf *why)
{
	char          path[sizeof(ZONES_DIR) + 1 + ZONE_NAME_MAX + 1];
	struct known *k;
	struct stat   st;
	enum err      rc = ERR_OK;
	int           fd;

	if (!zones_is_name(name))
		return refuse(why, ERR_SYNTAX,
		    "'%.*s' is no time zone: they are named as Europe/Berlin, "
		    "America/New_York, or UTC",
		    quotable(name), name.s);
	if (slice_is(name, zone_name(zone_utc()))) {
		*ret = zone_utc();
		return ERR_OK;
	}
	snprintf(path, sizeof(path), ZONES_DIR "/%.*s", (int)name.n, name.s);
	k = find_known(name);
	if (k != NULL)
		why = NULL; /* it is not refused, whatever becomes of it */
	/* Not to wait, should it be a pipe. */
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0 || fstat(fd, &st) != 0)
		rc = no_such(name, why);
	else if (k == NULL || !is_of(k, &st))
		rc = load(name, fd, &st, why);
	if (fd >= 0)
		close(fd);
	k = find_known(name); /* as it is now, or was */
	if (k == NULL)
		return rc;
	*ret = k->zone;
	return ERR_OK;
}
