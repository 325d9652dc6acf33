/* SPDX-License-Identifier: MIT */
/*
 * local_zone.c - the name of the time zone in which this program runs.
 */
#include "local_zone.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "zones.h"

#ifndef LOCALTIME /* or a test's own */
#define LOCALTIME "/etc/localtime"
#define TIMEZONE  "/etc/timezone"
#endif

/* What follows the folder of all zones, wherever that is; or NULL. */
static const char *
below_folder(const char *path)
{
	static const char folder[] = "/zoneinfo/";
	const char       *at = strstr(path, folder);

	return at == NULL ? NULL : at + sizeof(folder) - 1;
}

static enum err
take(const char *name, const char *from, struct buf *out, struct buf *why)
{
	if (name != NULL && zones_is_name(slice_of(name))) {
		buf_adds(out, name);
		return ERR_OK;
	}
	return refuse(why, ERR_SYNTAX,
	    "the local time zone has no name in %s: say which one is meant, as "
	    "--zone Europe/Berlin",
	    from);
}

static enum err
of_variable(const char *tz, struct buf *out, struct buf *why)
{
	if (*tz == ':')
		tz++;
	if (*tz == '\0')
		return take("UTC", "TZ", out, why);
	return take(*tz == '/' ? below_folder(tz) : tz, "TZ", out, why);
}

/* The first line of a file that says nothing else. */
static enum err
of_file(struct buf *out, struct buf *why)
{
	char     line[PATH_MAX] = "";
	FILE    *f = fopen(TIMEZONE, "re");
	enum err rc;

	if (f != NULL && fgets(line, sizeof(line), f) != NULL)
		line[strcspn(line, "\n")] = '\0';
	rc = take(line, LOCALTIME " or " TIMEZONE, out, why);
	if (f != NULL)
		fclose(f);
	return rc;
}

enum err
local_zone(struct buf *out, struct buf *why)
{
	const char *tz = getenv("TZ");
	char        link[PATH_MAX];
	ssize_t     n;

	if (tz != NULL)
		return of_variable(tz, out, why);
	n = readlink(LOCALTIME, link, sizeof(link) - 1);
	if (n < 0 && errno == ENOENT)
		return take("UTC", LOCALTIME, out, why);
	if (n < 0) /* a file of its own */
		return of_file(out, why);
	link[n] = '\0';
	return take(below_folder(link), LOCALTIME, out, why);
}
