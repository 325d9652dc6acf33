/* SPDX-License-Identifier: MIT */
/* place.c - where --output goes to; see place.h. */
#include "place.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "litter.h"

enum status
place_cannot(const struct session *s, const char *path)
{
	return said(s, EXIT_FAIL, "'%s' cannot be written: %s", path,
	    strerror(errno));
}

/* The umask can only be read by setting it. */
static mode_t
umask_now(void)
{
	mode_t mask = umask(077);

	umask(mask);
	return mask;
}

/* To whom the file belongs that is replaced, as far as this user may say so. */
static bool
give(int fd, const struct stat *was)
{
	const uid_t owner = geteuid() == 0 ? was->st_uid : (uid_t)-1;

	return fchown(fd, owner, was->st_gid) == 0;
}

/* As fopen() would have made it, or found it. */
static void
make_as_was(int fd, const struct stat *was)
{
	if (was != NULL)
		(void)give(fd, was);
	(void)fchmod(fd,
	    was != NULL ? was->st_mode & 0666 : 0666 & ~umask_now());
}

enum status
place_open(struct session *s, struct place *t)
{
	struct stat st;
	enum err    rc;
	bool        is_there;
	int         fd;

	t->path = args_value(&s->args, OPT_OUTPUT);
	t->into = NULL;
	t->file = stdout;
	t->abandoned = false;
	buf_init(&t->temporary, 65536);
	if (t->path == NULL)
		return EXIT_YES;
	is_there = stat(t->path, &st) == 0;
	if (is_there && !S_ISREG(st.st_mode)) {
		t->file = fopen(t->path, "we"); /* a device, a pipe */
		return t->file != NULL ? EXIT_YES : place_cannot(s, t->path);
	}
	t->into = is_there ? realpath(t->path, NULL) : strdup(t->path);
	if (t->into == NULL)
		return place_cannot(s, t->path);
	buf_addf(&t->temporary, "%s.XXXXXX", t->into);
	rc = buf_end(&t->temporary);
	if (rc != ERR_OK)
		return failed(s, rc);
	litter_note(t->temporary.data);
	fd = mkostemp(t->temporary.data, O_CLOEXEC);
	if (fd < 0) {
		litter_forget(t->temporary.data);
		buf_reset(&t->temporary);
		return place_cannot(s, t->path);
	}
	make_as_was(fd, is_there ? &st : NULL);
	t->file = fdopen(fd, "w");
	return t->file != NULL ? EXIT_YES : place_cannot(s, t->path);
}

enum status
place_nowhere(struct session *s, struct place *t)
{
	*t = (struct place){ .file = fopen("/dev/null", "we"),
		.abandoned = true };
	buf_init(&t->temporary, 1);
	return t->file != NULL ? EXIT_YES : place_cannot(s, "/dev/null");
}

enum status
place_close(struct session *s, struct place *t, enum status status)
{
	bool whole = t->temporary.len == 0;
	bool keep = !t->abandoned && (status == EXIT_YES || status == EXIT_NO);

	if (t->file != NULL && t->file != stdout) {
		if (keep && t->temporary.len > 0 && fsync(fileno(t->file)) != 0)
			status = place_cannot(s, t->path);
		if (fclose(t->file) != 0 && keep)
			status = place_cannot(s, t->path);
	}
	keep = keep && (status == EXIT_YES || status == EXIT_NO);
	if (!whole && keep) {
		whole = rename(t->temporary.data, t->into) == 0;
		if (!whole)
			status = place_cannot(s, t->path);
	}
	if (!whole)
		unlink(t->temporary.data);
	litter_forget(t->temporary.data);
	buf_free(&t->temporary);
	free(t->into);
	return status;
}
