/* SPDX-License-Identifier: MIT */
/* store_look.c - whose SQLite this is, and whether the files are still the ones
 * that are open; see store.h. */
#include "store.h"

#include <stdio.h>
#include <sys/stat.h>

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

/* -------------------------------------------------------------- the files */

static bool
look(const struct store *s, int which, struct stat *st)
{
	static const char *const ends[BESIDE] = { "-wal", "-shm" };
	const char              *db = sqlite3_db_filename(s->db, "main");
	char                     path[PATH_LONG];

	/* Where SQLite makes them: with links resolved. */
	return db != NULL &&
	    snprintf(path, sizeof(path), "%s%s", db, ends[which]) <
	    (int)sizeof(path) &&
	    stat(path, st) == 0;
}

/* They are opened by SQLite when it maps the index, and stay open. */
static void
note_files(struct store *s)
{
	struct stat st;

	for (int i = 0; i < BESIDE; i++)
		if (s->beside[i].ino == 0 && look(s, i, &st))
			s->beside[i].dev = st.st_dev,
			s->beside[i].ino = st.st_ino;
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
	note_files(s);
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

enum store_beside
store_beside(const struct store *s)
{
	enum store_beside found = BESIDE_SAME;
	struct stat       st;

	for (int i = 0; i < BESIDE; i++) {
		if (s->beside[i].ino == 0)
			continue;
		if (!look(s, i, &st))
			found = BESIDE_GONE;
		else if (st.st_dev != s->beside[i].dev ||
		    st.st_ino != s->beside[i].ino)
			return BESIDE_OTHER;
	}
	return found;
}
