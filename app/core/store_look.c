/* SPDX-License-Identifier: MIT */
/* store_look.c - whose SQLite this is, what it may take, and whether the files
 * are still the ones that are open; see store.h. */
#include "store.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sqlite3.h>

#include "store_base.h"

#define PATH_LONG 8192 /* octets */

const char *
store_sqlite_version(void)
{
	return sqlite3_libversion();
}

/* Cured in 3.51.3, and in 3.44.6 and 3.50.7 as well. */
bool
store_has_reset_bug(void)
{
	const int v = sqlite3_libversion_number();

	return v >= 3007000 && v <= 3051002 &&
	    !(v >= 3044006 && v <= 3044999) && !(v >= 3050007 && v <= 3050999);
}

void
store_limit_memory(int64_t octets)
{
	/* No threads, no locks. */
	sqlite3_config(SQLITE_CONFIG_SINGLETHREAD);
	/* It knows how much it has only if it counts. */
	if (sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 1) == SQLITE_OK)
		sqlite3_hard_heap_limit64(octets);
}

/* -------------------------------------------------------------- the files */

static const char *const ends[FILES] = { "-wal", "-shm", "" };

/* Where SQLite makes them: with links resolved. */
static bool
path_of(const struct store *s, int which, char *path, size_t n)
{
	const char *db = sqlite3_db_filename(s->db, "main");

	return db != NULL &&
	    snprintf(path, n, "%s%s", db, ends[which]) < (int)n;
}

static bool
look(const struct store *s, int which, struct stat *st)
{
	char path[PATH_LONG];

	return path_of(s, which, path, sizeof(path)) && stat(path, st) == 0;
}

/* They are opened by SQLite when it maps the index, and stay open. */
void
store_note_files(struct store *s)
{
	struct stat st;

	for (int i = 0; i < FILES; i++)
		if (s->files[i].ino == 0 && look(s, i, &st))
			s->files[i].dev = st.st_dev,
			s->files[i].ino = st.st_ino;
	/* What stands there may be another one already. */
	if (!store_is_current(s))
		s->files[THE_FILE].ino = 0;
}

void
store_note_written(struct store *s)
{
	struct stat st;

	s->written[0] = s->written[1] = 0;
	if (!look(s, THE_FILE, &st))
		return;
	s->written[0] = (uint64_t)st.st_mtim.tv_sec * 1000000000u +
	    (uint64_t)st.st_mtim.tv_nsec;
	s->written[1] = (uint64_t)st.st_size;
}

const volatile uint64_t *
store_map_wal(struct store *s)
{
	sqlite3_file  *f = NULL;
	volatile void *p = NULL;
	int            rc;

	if (sqlite3_file_control(s->db, "main", SQLITE_FCNTL_FILE_POINTER,
		&f) != SQLITE_OK ||
	    f == NULL || f->pMethods == NULL || f->pMethods->iVersion < 2)
		return NULL;
	rc = f->pMethods->xShmMap(f, 0, 32768, 0, &p);
	/* SQLITE_READONLY is success for those who may not write it. */
	if (rc != SQLITE_OK && rc != SQLITE_READONLY)
		return NULL;
	store_note_files(s);
	return p;
}

bool
store_is_current(const struct store *s)
{
	int moved = 0;

	return sqlite3_file_control(s->db, "main", SQLITE_FCNTL_HAS_MOVED,
		   &moved) == SQLITE_OK &&
	    moved == 0;
}

bool
store_has_rival(const struct store *s)
{
	static const char head[] = "SQLite format 3";
	char              path[PATH_LONG], begin[sizeof(head)];
	struct stat       st;
	bool              is = true;
	int               fd;

	if (store_is_current(s) || !path_of(s, THE_FILE, path, sizeof(path)) ||
	    stat(path, &st) != 0)
		return false;
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd >= 0) {
		is = read(fd, begin, sizeof(begin)) == sizeof(begin) &&
		    memcmp(begin, head, sizeof(head)) == 0;
		close(fd);
	}
	return is;
}

enum store_beside
store_beside(const struct store *s)
{
	enum store_beside found = BESIDE_SAME;
	struct stat       st;

	for (int i = 0; i < BESIDE; i++) {
		if (s->files[i].ino == 0)
			continue;
		if (!look(s, i, &st))
			found = BESIDE_GONE;
		else if (st.st_dev != s->files[i].dev ||
		    st.st_ino != s->files[i].ino)
			return BESIDE_OTHER;
	}
	return found;
}

/* ------------------------------------------------------------------- pins */

void
store_unpin(struct store_pins *p)
{
	for (size_t i = 0; i < ARRAY_LEN(p->fd); i++) {
		if (p->fd[i] > 0)
			close(p->fd[i]);
		p->fd[i] = -1;
	}
}

bool
store_pin(const struct store *s, struct store_pins *p)
{
	static const int pinned[] = { THE_FILE, BESIDE_SHM };
	char             path[PATH_LONG];
	struct stat      st;
	bool             same = true;

	store_unpin(p);
	for (size_t i = 0; i < ARRAY_LEN(pinned) && same; i++) {
		/* O_PATH: when it is closed, SQLite's locks stay. */
		same = path_of(s, pinned[i], path, sizeof(path));
		if (same)
			p->fd[i] = open(path, O_PATH | O_CLOEXEC);
		same = same && p->fd[i] > 0 && fstat(p->fd[i], &st) == 0 &&
		    st.st_dev == s->files[pinned[i]].dev &&
		    st.st_ino == s->files[pinned[i]].ino;
	}
	if (!same)
		store_unpin(p);
	return same;
}

bool
store_has_beside(const char *path)
{
	char  beside[PATH_LONG];
	char *real = realpath(path, NULL);
	bool  has = real != NULL;
	int   n;

	for (int i = 0; i < BESIDE && has; i++) {
		n = snprintf(beside, sizeof(beside), "%s%s", real, ends[i]);
		has = n > 0 && n < (int)sizeof(beside) &&
		    access(beside, F_OK) == 0;
	}
	free(real);
	return has;
}
