/* SPDX-License-Identifier: MIT */
/*
 * store_wal.c - after a change: the WAL is emptied, and its index forgets how
 * large the database is.
 *
 * The index (-shm) goes by the name of the database, not by the file, and is
 * kept as long as somebody has it open.  What an emptied WAL leaves in it is
 * the number of pages.  A file that is renamed into the place of the rules
 * would be taken to have as many: a longer one would look damaged to all, and
 * a writer would overwrite its end.  0 there means "as many as the file has",
 * which is what SQLite itself writes after it has found an empty WAL
 * (sqlite.org/walformat.html, 2.1).
 */
#include "store.h"

#include <stdint.h>
#include <string.h>

#include <sqlite3.h>

#include "sql.h"
#include "store_base.h"

#define WAL_INDEX_OCTETS  32768 /* of the first piece, which SQLite maps */
#define WAL_INDEX_VERSION 3007000
#define WRITE_LOCK        0 /* WAL_WRITE_LOCK */

/* In the header of the database (sqlite.org/fileformat.html, 1.3). */
#define FORMAT_VERSIONS 18 /* to write and to read it; where they stand */
#define FORMAT_WAL      2

/* The header of the index, which stands there twice. */
struct header {
	uint32_t version, unused, change;
	uint8_t  is_made, big_endian;
	uint16_t page_size;
	uint32_t frames; /* in the WAL */
	uint32_t pages;  /* in the database; 0: ask the file */
	uint32_t frame_sum[2], salt[2];
	uint32_t sum[2]; /* of all before it */
};

_Static_assert(sizeof(struct header) == WAL_HEADER_WORDS * sizeof(uint64_t),
    "the header of a WAL index has 48 octets");

static void
sum_up(struct header *h)
{
	uint32_t words[sizeof(*h) / sizeof(uint32_t)], a = 0, b = 0;

	memcpy(words, h, sizeof(*h));
	for (size_t i = 0; i < ARRAY_LEN(words) - 2; i += 2) {
		a += words[i] + b;
		b += words[i + 1] + a;
	}
	h->sum[0] = a;
	h->sum[1] = b;
}

/* What a reader takes for a header (2.1.1), of a WAL that is empty. */
static bool
is_of_empty(const struct header *h)
{
	struct header right = h[0];

	sum_up(&right);
	return memcmp(&h[0], &h[1], sizeof(h[0])) == 0 &&
	    memcmp(&h[0], &right, sizeof(right)) == 0 && h[0].is_made != 0 &&
	    h[0].version == WAL_INDEX_VERSION && h[0].frames == 0;
}

/* No mapping that may only be read is written, so the map must succeed. */
static void
forget_pages(sqlite3_file *f)
{
	const sqlite3_io_methods *m = f->pMethods;
	volatile void            *map = NULL;
	volatile struct header   *at;
	struct header             h[2];

	if (m->xShmMap(f, 0, WAL_INDEX_OCTETS, 0, &map) != SQLITE_OK ||
	    map == NULL ||
	    m->xShmLock(f, WRITE_LOCK, 1,
		SQLITE_SHM_LOCK | SQLITE_SHM_EXCLUSIVE) != SQLITE_OK)
		return;
	at = map;
	h[0] = at[0];
	h[1] = at[1];
	if (is_of_empty(h) && h[0].pages != 0) {
		h[0].pages = 0;
		sum_up(&h[0]);
		/* The second first: readers begin with the other. */
		at[1] = h[0];
		m->xShmBarrier(f);
		at[0] = h[0];
	}
	(void)m->xShmLock(f, WRITE_LOCK, 1,
	    SQLITE_SHM_UNLOCK | SQLITE_SHM_EXCLUSIVE);
}

/* By its header, for a statement may not get this far. */
static bool
is_wal(sqlite3_file *f)
{
	unsigned char versions[2] = { 0 };

	return f->pMethods != NULL && f->pMethods->iVersion >= 2 &&
	    f->pMethods->xRead(f, versions, sizeof(versions),
		FORMAT_VERSIONS) == SQLITE_OK &&
	    versions[0] == FORMAT_WAL && versions[1] == FORMAT_WAL;
}

static sqlite3_file *
file_of(struct store *s)
{
	sqlite3_file *f = NULL;

	if (sqlite3_file_control(s->db, "main", SQLITE_FCNTL_FILE_POINTER,
		&f) != SQLITE_OK)
		return NULL;
	return f;
}

void
store_settle_wal(struct store *s)
{
	sqlite3_file *f = file_of(s);

	if (!store_in_transaction(s) && f != NULL && is_wal(f))
		forget_pages(f);
}

void
store_unmap_wal(struct store *s)
{
	sqlite3_file *f = file_of(s);

	if (f != NULL && f->pMethods != NULL && f->pMethods->iVersion >= 2)
		(void)f->pMethods->xShmUnmap(f, 0);
}

void
store_empty_wal(struct store *s)
{
	store_control(s, sql_checkpoint, NULL);
	store_settle_wal(s);
}

enum err
store_leave_wal(struct store *s, struct buf *why)
{
	int64_t  busy = 0;
	enum err rc = store_control(s, sql_checkpoint, &busy);

	if (rc != ERR_OK)
		return refuse(why, rc, "cannot write '%s': %s", s->path,
		    store_message(s));
	return busy == 0 ?
	    ERR_OK :
	    refuse(why, ERR_BUSY, "somebody else reads '%s'", s->path);
}
