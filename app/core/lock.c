/* SPDX-License-Identifier: MIT */
/* lock.c - one writer at a time; see lock.h. */
#include "lock.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define LOCK_PATH_MAX 8192 /* octets */
#define LOCK_TRY_MS   5    /* between two tries */

static long long
mono_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000LL + t.tv_nsec / 1000000;
}

/*
 * Open or make the lock file.  Reading is enough for flock(2), so a writer
 * that does not own the file can still lock it.
 */
static int
open_lock(const char *path, const char *db_path)
{
	struct stat db;
	mode_t      mode = 0640;
	int         fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);

	if (fd >= 0 || errno != ENOENT)
		return fd;
	if (stat(db_path, &db) == 0)
		mode = db.st_mode & 0666;
	else
		db.st_uid = (uid_t)-1, db.st_gid = (gid_t)-1;
	fd = open(path, O_RDONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, mode);
	/* As SQLite does for -wal and -shm: what root makes, the database's
	 * owner can use, and whoever may write that may lock this, whatever the
	 * umask is.  Failing is fine: the lock still works for us. */
	if (fd < 0 || fchmod(fd, mode) != 0 || geteuid() != 0 ||
	    fchown(fd, db.st_uid, db.st_gid) != 0)
		return fd;
	return fd;
}

static enum err
wait_for(int fd, int wait_ms)
{
	const struct timespec pause = { .tv_nsec = LOCK_TRY_MS * 1000000L };
	long long             until = mono_ms() + wait_ms;

	while (flock(fd, LOCK_EX | LOCK_NB) != 0) {
		if (errno == EINTR)
			continue;
		if (errno != EWOULDBLOCK)
			return ERR_IO;
		if (mono_ms() >= until)
			return ERR_BUSY;
		nanosleep(&pause, NULL);
	}
	return ERR_OK;
}

enum err
lock_take(const char *db_path, int wait_ms, int *ret_fd, struct buf *why)
{
	struct buf path;
	enum err   rc;
	int        fd = -1;

	buf_init(&path, LOCK_PATH_MAX);
	buf_addf(&path, "%s.lock", db_path);
	rc = buf_end(&path);
	if (rc != ERR_OK)
		goto out;
	fd = open_lock(path.data, db_path);
	if (fd < 0) {
		rc = refuse(why, ERR_IO, "cannot open the lock '%s': %s",
		    path.data, strerror(errno));
		goto out;
	}
	rc = wait_for(fd, wait_ms);
	if (rc == ERR_BUSY && wait_ms == 0)
		refuse(why, rc,
		    "somebody else is changing '%s' at the moment; try again",
		    db_path);
	else if (rc == ERR_BUSY)
		refuse(why, rc,
		    "somebody else has been changing '%s' for more than %g s; "
		    "try again",
		    db_path, wait_ms / 1000.0);
	else if (rc != ERR_OK)
		refuse(why, rc, "cannot lock '%s': %s", path.data,
		    strerror(errno));
out:
	buf_free(&path);
	if (rc == ERR_OK)
		*ret_fd = fd;
	else
		lock_release(fd);
	return rc;
}

void
lock_release(int fd)
{
	if (fd >= 0)
		close(fd);
}
