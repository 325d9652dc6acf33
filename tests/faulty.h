/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_FAULTY_H
#define DETOUR_FAULTY_H

/*
 * faulty.h - a disk that fails when a test says so, and remembers what was
 * written to it.
 *
 * A VFS of SQLite's own kind (sqlite.org/vfs.html) in front of the real one:
 * the programs' code runs as it is, on real files.  faulty_begin() lets the
 * n-th call of some kinds fail, by itself or with all that follow; a write that
 * fails has written its first half.  Include it in one file of a program.
 */

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <sqlite3.h>

enum {
	FAULTY_OPEN = 1,
	FAULTY_READ = 2,
	FAULTY_WRITE = 4, /* and truncate */
	FAULTY_SYNC = 8,
	FAULTY_LOCK = 16, /* also those of the WAL index, and its mapping */
	FAULTY_REST = 32, /* sizes, names, removing */
	FAULTY_ALL = 63
};

/* What a file was told to do, for crash.h. */
enum faulty_what { DID_WRITE, DID_TRUNCATE, DID_SYNC };
typedef void faulty_note(enum faulty_what, const char *path, const void *data,
    int n, sqlite3_int64 at);

static struct {
	bool         armed;
	bool         for_good; /* those after it fail too */
	unsigned     kinds;
	long         at;   /* the call that fails, from 1 */
	long         seen; /* calls so far */
	long         hits; /* that failed */
	faulty_note *note; /* or NULL */
} faulty;

static sqlite3_vfs *faulty_real;

struct faulty_file {
	sqlite3_file  base;
	char         *path;
	sqlite3_file *real; /* behind it in the same memory */
};

/* Begin to fail at the n-th call of these kinds. */
static inline void
faulty_begin(unsigned kinds, long n, bool for_good)
{
	faulty_note *note = faulty.note;

	memset(&faulty, 0, sizeof(faulty));
	faulty.armed = true;
	faulty.kinds = kinds;
	faulty.at = n;
	faulty.for_good = for_good;
	faulty.note = note;
}

/* All is well again; whether anything has failed. */
static inline bool
faulty_end(void)
{
	faulty.armed = false;
	return faulty.hits > 0;
}

static bool
faulty_now(unsigned kind)
{
	if (!faulty.armed || (faulty.kinds & kind) == 0)
		return false;
	faulty.seen++;
	if (faulty.seen != faulty.at &&
	    !(faulty.for_good && faulty.seen > faulty.at))
		return false;
	faulty.hits++;
	return true;
}

static sqlite3_file *
faulty_behind(sqlite3_file *f)
{
	return ((struct faulty_file *)(void *)f)->real;
}

static void
faulty_tell(sqlite3_file *f, enum faulty_what what, const void *data, int n,
    sqlite3_int64 at)
{
	const struct faulty_file *own = (struct faulty_file *)(void *)f;

	if (faulty.note != NULL)
		faulty.note(what, own->path, data, n, at);
}

/* ------------------------------------------------------------------ a file */

static int
faulty_close(sqlite3_file *f)
{
	struct faulty_file *own = (struct faulty_file *)(void *)f;

	free(own->path);
	return own->real->pMethods->xClose(own->real);
}

static int
faulty_read(sqlite3_file *f, void *p, int n, sqlite3_int64 at)
{
	sqlite3_file *r = faulty_behind(f);

	if (faulty_now(FAULTY_READ))
		return SQLITE_IOERR_READ;
	return r->pMethods->xRead(r, p, n, at);
}

static int
faulty_write(sqlite3_file *f, const void *p, int n, sqlite3_int64 at)
{
	sqlite3_file *r = faulty_behind(f);
	int           rc;

	if (faulty_now(FAULTY_WRITE)) {
		r->pMethods->xWrite(r, p, n / 2, at);
		return SQLITE_FULL;
	}
	rc = r->pMethods->xWrite(r, p, n, at);
	if (rc == SQLITE_OK)
		faulty_tell(f, DID_WRITE, p, n, at);
	return rc;
}

static int
faulty_truncate(sqlite3_file *f, sqlite3_int64 n)
{
	sqlite3_file *r = faulty_behind(f);
	int           rc;

	if (faulty_now(FAULTY_WRITE))
		return SQLITE_IOERR_TRUNCATE;
	rc = r->pMethods->xTruncate(r, n);
	if (rc == SQLITE_OK)
		faulty_tell(f, DID_TRUNCATE, NULL, 0, n);
	return rc;
}

/* Not passed on: it costs time, and nobody cuts the power here. */
static int
faulty_sync(sqlite3_file *f, int flags)
{
	(void)flags;
	if (faulty_now(FAULTY_SYNC))
		return SQLITE_IOERR_FSYNC;
	faulty_tell(f, DID_SYNC, NULL, 0, 0);
	return SQLITE_OK;
}

static int
faulty_size(sqlite3_file *f, sqlite3_int64 *ret)
{
	sqlite3_file *r = faulty_behind(f);

	if (faulty_now(FAULTY_REST))
		return SQLITE_IOERR_FSTAT;
	return r->pMethods->xFileSize(r, ret);
}

static int
faulty_lock(sqlite3_file *f, int level)
{
	sqlite3_file *r = faulty_behind(f);

	if (faulty_now(FAULTY_LOCK))
		return SQLITE_IOERR_LOCK;
	return r->pMethods->xLock(r, level);
}

static int
faulty_unlock(sqlite3_file *f, int level)
{
	sqlite3_file *r = faulty_behind(f);

	return r->pMethods->xUnlock(r, level);
}

static int
faulty_reserved(sqlite3_file *f, int *ret)
{
	sqlite3_file *r = faulty_behind(f);

	return r->pMethods->xCheckReservedLock(r, ret);
}

static int
faulty_control(sqlite3_file *f, int op, void *arg)
{
	sqlite3_file *r = faulty_behind(f);

	return r->pMethods->xFileControl(r, op, arg);
}

static int
faulty_sector(sqlite3_file *f)
{
	sqlite3_file *r = faulty_behind(f);

	return r->pMethods->xSectorSize(r);
}

static int
faulty_device(sqlite3_file *f)
{
	sqlite3_file *r = faulty_behind(f);

	return r->pMethods->xDeviceCharacteristics(r);
}

static int
faulty_shm_map(sqlite3_file *f, int page, int size, int extend,
    void volatile **ret)
{
	sqlite3_file *r = faulty_behind(f);

	if (faulty_now(FAULTY_LOCK))
		return SQLITE_IOERR_SHMMAP;
	return r->pMethods->xShmMap(r, page, size, extend, ret);
}

static int
faulty_shm_lock(sqlite3_file *f, int at, int n, int flags)
{
	sqlite3_file *r = faulty_behind(f);

	if ((flags & SQLITE_SHM_LOCK) != 0 && faulty_now(FAULTY_LOCK))
		return SQLITE_IOERR_SHMLOCK;
	return r->pMethods->xShmLock(r, at, n, flags);
}

static void
faulty_shm_barrier(sqlite3_file *f)
{
	sqlite3_file *r = faulty_behind(f);

	r->pMethods->xShmBarrier(r);
}

static int
faulty_shm_unmap(sqlite3_file *f, int remove)
{
	sqlite3_file *r = faulty_behind(f);

	return r->pMethods->xShmUnmap(r, remove);
}

/* -------------------------------------------------------------- the system */

static int
faulty_open(sqlite3_vfs *v, const char *name, sqlite3_file *f, int flags,
    int *ret_flags)
{
	static const sqlite3_io_methods methods = { 2, faulty_close,
		faulty_read, faulty_write, faulty_truncate, faulty_sync,
		faulty_size, faulty_lock, faulty_unlock, faulty_reserved,
		faulty_control, faulty_sector, faulty_device, faulty_shm_map,
		faulty_shm_lock, faulty_shm_barrier, faulty_shm_unmap, NULL,
		NULL };
	struct faulty_file             *own = (struct faulty_file *)(void *)f;
	int                             rc;

	(void)v;
	f->pMethods = NULL;
	if (faulty_now(FAULTY_OPEN))
		return SQLITE_CANTOPEN;
	own->real = (sqlite3_file *)(void *)(own + 1);
	rc = faulty_real->xOpen(faulty_real, name, own->real, flags, ret_flags);
	if (rc != SQLITE_OK)
		return rc;
	own->path = strdup(name != NULL ? name : "");
	f->pMethods = &methods;
	return rc;
}

static int
faulty_delete(sqlite3_vfs *v, const char *name, int sync)
{
	(void)v;
	if (faulty_now(FAULTY_REST))
		return SQLITE_IOERR_DELETE;
	return faulty_real->xDelete(faulty_real, name, sync);
}

static int
faulty_access(sqlite3_vfs *v, const char *name, int flags, int *ret)
{
	(void)v;
	if (faulty_now(FAULTY_REST))
		return SQLITE_IOERR_ACCESS;
	return faulty_real->xAccess(faulty_real, name, flags, ret);
}

/* SQLite waits for others a little; here nobody else is. */
static int
faulty_sleep(sqlite3_vfs *v, int us)
{
	(void)v;
	return us;
}

/* From now on every database is on this disk, but those that are opened with
 * the VFS "unix". */
static inline void
faulty_install(void)
{
	static sqlite3_vfs vfs;

	faulty_real = sqlite3_vfs_find("unix");
	vfs = *faulty_real;
	vfs.pNext = NULL;
	vfs.zName = "faulty";
	vfs.szOsFile += (int)sizeof(struct faulty_file);
	vfs.xOpen = faulty_open;
	vfs.xDelete = faulty_delete;
	vfs.xAccess = faulty_access;
	vfs.xSleep = faulty_sleep;
	sqlite3_vfs_register(&vfs, 1);
}

#endif
