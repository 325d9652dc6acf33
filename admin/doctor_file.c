/* SPDX-License-Identifier: MIT */
/*
 * doctor_file.c - the database as a file among others; see doctor.h.
 */
#include "doctor.h"

#include <errno.h>
#include <grp.h>
#include <libgen.h>
#include <linux/magic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/vfs.h>
#include <unistd.h>

#define PATH_LONG  8192
#define GROUPS_MAX 256
#define WAL_MUCH   (64LL * 1024 * 1024) /* octets: somebody holds it up */
#define SPACE_MIN  (16LL * 1024 * 1024) /* octets */

/* ------------------------------------------------------------------ links */

static void
look_at_links(struct doctor *d, const char *db)
{
	struct stat st;

	if (lstat(db, &st) != 0)
		return;
	if (S_ISLNK(st.st_mode))
		doctor_say(d, "links", MARK_PROBLEM,
		    "name the file itself everywhere",
		    "'%s' is a symbolic link: whoever names the file itself "
		    "takes another lock, and two could write at once",
		    db);
	else if (st.st_nlink > 1)
		doctor_say(d, "links", MARK_PROBLEM,
		    "remove the other names; 'detour backup' makes copies",
		    "'%s' has %lu names: whoever uses another one has another "
		    "-wal, and the rules get damaged",
		    db, (unsigned long)st.st_nlink);
	else
		doctor_say(d, "links", MARK_OK, NULL,
		    "the file has this name only");
}

/* ------------------------------------------------------------ permissions */

/* Whether a user may do this (a bit of 07) with what st tells of. */
static bool
may(const struct doctor *d, const struct stat *st, unsigned bit)
{
	gid_t groups[GROUPS_MAX];
	int   n = GROUPS_MAX;

	if (d->uid == 0)
		return true;
	if (st->st_uid == d->uid)
		return (st->st_mode >> 6 & bit) == bit;
	if (st->st_gid == d->gid)
		return (st->st_mode >> 3 & bit) == bit;
	if (d->user == NULL)
		n = getgroups(GROUPS_MAX, groups);
	else if (getgrouplist(d->user, d->gid, groups, &n) < 0)
		n = GROUPS_MAX;
	for (int i = 0; i < n; i++)
		if (groups[i] == st->st_gid)
			return (st->st_mode >> 3 & bit) == bit;
	return (st->st_mode & bit) == bit;
}

static bool
may_path(const struct doctor *d, const char *path, unsigned bit)
{
	struct stat st;

	return stat(path, &st) == 0 && may(d, &st, bit);
}

/* The first folder on the way to a path that a user may not enter, or NULL. */
static const char *
closed_folder(const struct doctor *d, char *path)
{
	for (char *slash = path; (slash = strchr(slash + 1, '/')) != NULL;) {
		*slash = '\0';
		if (!may_path(d, path, 1))
			return path;
		*slash = '/';
	}
	return NULL;
}

static const char *
name_of(const struct doctor *d)
{
	return d->user != NULL ? d->user : "who runs this";
}

static void
look_at_permissions(struct doctor *d, const char *db, const char *folder)
{
	char       *whole = realpath(db, NULL);
	const char *closed;
	struct stat st, around;

	if (whole == NULL || stat(db, &st) != 0 || stat(folder, &around) != 0) {
		doctor_say(d, "permissions", MARK_UNKNOWN, NULL,
		    "cannot look at '%s': %s", db, strerror(errno));
		free(whole);
		return;
	}
	closed = closed_folder(d, whole);
	if (closed != NULL)
		doctor_say(d, "permissions", MARK_PROBLEM,
		    "let its group enter it: chmod g+x, and chgrp to a group "
		    "of the worker",
		    "%s may not enter the folder '%s'", name_of(d), closed);
	else if (!may(d, &st, 4))
		doctor_say(d, "permissions", MARK_PROBLEM,
		    "let its group read it: chmod g+r, and chgrp to a group "
		    "of the worker",
		    "%s may not read '%s'", name_of(d), db);
	else if ((st.st_mode & S_IWOTH) != 0 ||
	    (around.st_mode & (S_IWOTH | S_ISVTX)) == S_IWOTH)
		doctor_say(d, "permissions", MARK_WARNING,
		    "chmod o-w the file and its folder",
		    "anybody on this machine may change where visitors are "
		    "sent");
	else
		doctor_say(d, "permissions", MARK_OK, NULL,
		    "%s may read the rules", name_of(d));
	free(whole);
}

/* Whether what is there can be read; none is fine. */
static enum err
open_hits(struct doctor *d, const char *hits)
{
	struct store *store = NULL;
	enum err      rc;

	buf_reset(&d->s->why);
	rc = store_open(hits, HITS_READ, &store, &d->s->why);
	store_close(store);
	return rc == ERR_ABSENT ? ERR_OK : rc;
}

static void
look_at_hits(struct doctor *d, const char *hits)
{
	char        copy[PATH_LONG];
	const char *folder;
	enum err    rc;

	snprintf(copy, sizeof(copy), "%s", hits);
	folder = dirname(copy);
	rc = open_hits(d, hits);
	/* Who may not make a -shm could take a sound one for damaged. */
	if (rc == ERR_SCHEMA || (rc == ERR_STORE && access(folder, W_OK) == 0))
		doctor_say(d, "hits", MARK_PROBLEM,
		    "move it away, with its -wal and -shm: the worker makes "
		    "another one, and goes on counting there",
		    "%s: no hit is counted, and 'stale' cannot be made",
		    buf_end(&d->s->why) == ERR_OK ? d->s->why.data :
						    err_name(rc));
	else if (may_path(d, hits, 6) ||
	    (access(hits, F_OK) != 0 && may_path(d, folder, 3)))
		doctor_say(d, "hits", MARK_OK, NULL, "%s may count in '%s'",
		    name_of(d), hits);
	else
		doctor_say(d, "hits", MARK_WARNING,
		    "let the worker write it, or name another file with "
		    "--hits, in a folder of the worker",
		    "%s may not write '%s': no hit is counted, and 'stale' "
		    "knows of none",
		    name_of(d), hits);
	buf_reset(&d->s->why);
}

/* ------------------------------------------------------------- file system */

struct kind {
	unsigned long magic; /* statfs(2) */
	const char   *name;
	enum { KIND_DISK, KIND_MEMORY, KIND_NET } kind;
};

static const struct kind kinds[] = {
	{ NFS_SUPER_MAGIC, "NFS", KIND_NET },
	{ SMB_SUPER_MAGIC, "SMB", KIND_NET },
	{ CIFS_SUPER_MAGIC, "CIFS", KIND_NET },
	{ SMB2_SUPER_MAGIC, "SMB 2", KIND_NET },
	{ AFS_SUPER_MAGIC, "AFS", KIND_NET },
	{ AFS_FS_MAGIC, "AFS", KIND_NET },
	{ CEPH_SUPER_MAGIC, "Ceph", KIND_NET },
	{ CODA_SUPER_MAGIC, "Coda", KIND_NET },
	{ V9FS_MAGIC, "9P", KIND_NET },
	{ FUSE_SUPER_MAGIC, "FUSE", KIND_NET },
	{ TMPFS_MAGIC, "tmpfs", KIND_MEMORY },
	{ RAMFS_MAGIC, "ramfs", KIND_MEMORY },
	{ EXT4_SUPER_MAGIC, "ext4", KIND_DISK },
	{ XFS_SUPER_MAGIC, "XFS", KIND_DISK },
	{ BTRFS_SUPER_MAGIC, "Btrfs", KIND_DISK },
	{ 0x2fc12fc1, "ZFS", KIND_DISK },
	{ F2FS_SUPER_MAGIC, "F2FS", KIND_DISK },
	{ OVERLAYFS_SUPER_MAGIC, "overlayfs", KIND_DISK },
};

static void
look_at_file_system(struct doctor *d, const char *folder)
{
	struct statfs      fs;
	const struct kind *k = NULL;

	if (statfs(folder, &fs) != 0) {
		doctor_say(d, "file system", MARK_UNKNOWN, NULL,
		    "cannot look at '%s': %s", folder, strerror(errno));
		return;
	}
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		if (kinds[i].magic == ((unsigned long)fs.f_type & 0xffffffff))
			k = &kinds[i];
	if (k == NULL)
		doctor_say(d, "file system", MARK_OK, NULL,
		    "of type 0x%lx, which is not known to make trouble",
		    (unsigned long)fs.f_type & 0xffffffff);
	else if (k->kind == KIND_NET)
		doctor_say(d, "file system", MARK_PROBLEM,
		    "keep the rules on a disk of this machine",
		    "%s: SQLite's locks and shared memory cannot be trusted on "
		    "it",
		    k->name);
	else if (k->kind == KIND_MEMORY)
		doctor_say(d, "file system", MARK_WARNING,
		    "keep the rules on a disk",
		    "%s: the rules are gone when the machine restarts",
		    k->name);
	else
		doctor_say(d, "file system", MARK_OK, NULL, "%s", k->name);
}

/* ------------------------------------------------------------- -wal, -shm */

static void
look_beside(struct doctor *d, const char *db, const char *folder)
{
	char        wal[PATH_LONG], shm[PATH_LONG];
	struct stat w, m;
	bool        is_wal, is_shm;

	snprintf(wal, sizeof(wal), "%s-wal", db);
	snprintf(shm, sizeof(shm), "%s-shm", db);
	is_wal = stat(wal, &w) == 0;
	is_shm = stat(shm, &m) == 0;
	if ((!is_wal || !is_shm) && !may_path(d, folder, 3))
		doctor_say(d, "-wal and -shm", MARK_PROBLEM,
		    "'detour migrate', by somebody who may write there, makes "
		    "them again",
		    "%s is missing beside the rules, and %s may not make it: a "
		    "worker that starts now cannot read them",
		    is_wal ? "-shm" : "-wal", name_of(d));
	else if (!is_wal || !is_shm)
		doctor_say(d, "-wal and -shm", MARK_OK, NULL,
		    "not there, and made when they are needed");
	else if (!may(d, &w, 4) || !may(d, &m, 4))
		doctor_say(d, "-wal and -shm", MARK_PROBLEM,
		    "give them the owner, group and mode of the database",
		    "%s may not read '%s'", name_of(d),
		    may(d, &w, 4) ? shm : wal);
	else if (w.st_size > WAL_MUCH)
		doctor_say(d, "-wal and -shm", MARK_WARNING,
		    "find who holds a read transaction open, and end it: "
		    "fuser names the processes",
		    "'%s' has grown to %lld MB: somebody reads and never ends",
		    wal, (long long)w.st_size / 1000000);
	else
		doctor_say(d, "-wal and -shm", MARK_OK, NULL,
		    "both are there, the log has %lld octets",
		    (long long)w.st_size);
}

/* ------------------------------------------------------------------- space */

static void
look_at_space(struct doctor *d, const char *db, const char *folder)
{
	struct statvfs v;
	struct stat    st;
	long long      left, need;

	if (statvfs(folder, &v) != 0 || stat(db, &st) != 0) {
		doctor_say(d, "space", MARK_UNKNOWN, NULL,
		    "cannot look at '%s': %s", folder, strerror(errno));
		return;
	}
	left = (long long)v.f_bavail * (long long)v.f_frsize;
	need = 2 * (long long)st.st_size + SPACE_MIN;
	if ((v.f_flag & ST_RDONLY) != 0)
		doctor_say(d, "space", MARK_WARNING,
		    "mount it for writing to change rules",
		    "the file system is mounted read-only: rules are served, "
		    "and cannot be changed");
	else if (v.f_blocks == 0)
		doctor_say(d, "space", MARK_UNKNOWN, NULL,
		    "the file system does not tell how much is left");
	else if (left < SPACE_MIN)
		doctor_say(d, "space", MARK_PROBLEM,
		    "make room: nothing can be changed on a full disk, not "
		    "even "
		    "removed",
		    "%lld MB are left for '%s'", left / 1000000, folder);
	else if (left < need)
		doctor_say(d, "space", MARK_WARNING,
		    "make room for a copy of the rules and its log",
		    "%lld MB are left, and a copy of the rules may take %lld",
		    left / 1000000, need / 1000000);
	else if (v.f_files > 0 && v.f_favail < 10)
		doctor_say(d, "space", MARK_PROBLEM, "remove some files",
		    "no further file can be made on this file system");
	else
		doctor_say(d, "space", MARK_OK, NULL, "%lld MB are left",
		    left / 1000000);
}

void
doctor_file(struct doctor *d)
{
	const char *db = d->s->db;
	char        copy[PATH_LONG];
	const char *folder;

	snprintf(copy, sizeof(copy), "%s", db);
	folder = dirname(copy);
	look_at_links(d, db);
	look_at_permissions(d, db, folder);
	look_beside(d, db, folder);
	look_at_hits(d, d->s->hits_db);
	look_at_file_system(d, folder);
	look_at_space(d, db, folder);
}
