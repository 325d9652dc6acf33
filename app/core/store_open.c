/* SPDX-License-Identifier: MIT */
/* store_open.c - whose file it is: opening and making a database; see
 * store.h. */
#include "store.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lock.h"
#include "sql.h"
#include "store_base.h"

#define RULES_APPLICATION_ID 0x64745275 /* as in sql/schema.sql */
#define HITS_APPLICATION_ID  0x64744869 /* as in sql/hits.sql */

#define READ_WAIT_MS  50
#define RULES_WAIT_MS 5000
#define HITS_WAIT_MS  1000

bool
store_is_rules(enum store_mode m)
{
	return m != HITS_READ && m != HITS_WRITE;
}

bool
store_is_reader(enum store_mode m)
{
	return m == STORE_READ || m == HITS_READ;
}

bool
store_is_shared(enum store_mode m)
{
	return m != STORE_NAMELESS;
}

static bool
may_make(enum store_mode m)
{
	return m == STORE_CREATE || m == HITS_WRITE || !store_is_shared(m);
}

int
store_wait_ms(enum store_mode m)
{
	if (store_is_reader(m))
		return READ_WAIT_MS;
	return store_is_rules(m) ? RULES_WAIT_MS : HITS_WAIT_MS;
}

/* A file can only be made in a folder that is there and may be written. */
static enum err
check_folder(const char *path, struct buf *why)
{
	const char *slash = strrchr(path, '/');
	struct buf  folder;
	struct stat st;
	enum err    rc;

	buf_init(&folder, 65536);
	if (slash == NULL)
		buf_adds(&folder, ".");
	else
		buf_add(&folder, path, (size_t)(slash - path) + 1);
	rc = buf_end(&folder);
	if (rc == ERR_OK &&
	    (stat(folder.data, &st) != 0 || !S_ISDIR(st.st_mode)))
		rc = refuse(why, ERR_IO,
		    "cannot make '%s': there is no folder '%s'", path,
		    folder.data);
	else if (rc == ERR_OK && access(folder.data, W_OK | X_OK) != 0)
		rc = refuse(why, ERR_IO, "cannot make '%s': %s", path,
		    strerror(errno));
	buf_free(&folder);
	return rc;
}

/* Looked at by name and never opened here: closing it again would drop all
 * locks that the process holds on it. */
static enum err
check_file(const char *path, enum store_mode mode, struct buf *why)
{
	struct stat st;

	if (stat(path, &st) != 0) {
		if (may_make(mode) && errno == ENOENT && path[0] != '\0')
			return check_folder(path, why);
		if (errno == ENOENT || errno == ENOTDIR)
			return refuse(why, ERR_ABSENT,
			    "there is no database '%s'", path);
		return refuse(why, ERR_IO, "cannot look at '%s': %s", path,
		    strerror(errno));
	}
	if (S_ISDIR(st.st_mode))
		return refuse(why, ERR_STORE,
		    "'%s' is a folder: name the database file in it", path);
	if (!S_ISREG(st.st_mode))
		return refuse(why, ERR_STORE, "'%s' is not a plain file", path);
	if (mode == STORE_CREATE && st.st_size > 0)
		return refuse(why, ERR_SCHEMA,
		    "'%s' is there already, and is left as it is", path);
	if (access(path, R_OK) != 0)
		return refuse(why, ERR_STORE, "cannot read '%s': %s", path,
		    strerror(errno));
	if (!store_is_reader(mode) && access(path, W_OK) != 0)
		return refuse(why, ERR_IO, "cannot write '%s': %s", path,
		    strerror(errno));
	return ERR_OK;
}

static enum err
fail(struct store *s, enum err e, const char *path, struct buf *why)
{
	if (e == ERR_SCHEMA)
		return refuse(why, e, "'%s' is not a database of detour: %s",
		    path, store_message(s));
	return refuse(why, e, "cannot open '%s': %s", path, store_message(s));
}

/*
 * Turn the WAL on, and make the schema if the file is empty, all under the
 * lock, so that two who make it at once agree.
 */
static enum err
make(struct store *s, const char *path, struct buf *why)
{
	int64_t  empty = 0;
	int      lock = -1;
	enum err rc = ERR_OK;

	if (store_is_shared(s->mode))
		rc = lock_take(path, s->lock_ms, &lock, why);
	if (rc != ERR_OK)
		return rc;
	rc = store_control(s, sql_journal_wal, NULL);
	if (rc == ERR_OK)
		rc = store_control(s, sql_begin_write, NULL);
	if (rc == ERR_OK)
		rc = store_control(s, sql_is_empty, &empty);
	if (rc == ERR_OK && empty && may_make(s->mode))
		rc = store_script(s,
		    store_is_rules(s->mode) ? sql_schema : sql_hits_schema);
	if (rc == ERR_OK)
		rc = store_control(s, sql_commit, NULL);
	if (rc == ERR_OK && store_is_rules(s->mode))
		store_empty_wal(s);
	store_end(s);
	lock_release(lock);
	return rc == ERR_OK ? ERR_OK : fail(s, rc, path, why);
}

/* What to do about a version that cannot be used. */
static enum err
refuse_version(const struct store *s, int64_t version, int64_t newest,
    struct buf *why)
{
	if (version > newest)
		return refuse(why, ERR_SCHEMA,
		    "'%s' has version %lld of the schema, and this program "
		    "knows version %lld: use the newer release of detour",
		    s->path, (long long)version, (long long)newest);
	if (version < RULES_OLDEST)
		return refuse(why, ERR_SCHEMA,
		    "'%s' has version %lld of the schema, and there is no "
		    "such version",
		    s->path, (long long)version);
	return refuse(why, ERR_SCHEMA,
	    "'%s' has version %lld of the schema, and this program writes "
	    "version %lld: 'detour --db %s migrate' brings it there",
	    s->path, (long long)version, (long long)newest, s->path);
}

int64_t
store_version(const struct store *s)
{
	return s->version;
}

/* An empty file opens fine, and would look like a table without rules. */
enum err
store_identify(struct store *s, struct buf *why)
{
	const char *path = s->path;
	const bool  older = s->mode == STORE_READ || s->mode == STORE_MIGRATE;
	int64_t     id = 0, version = 0, empty = 0;
	int64_t newest = store_is_rules(s->mode) ? RULES_VERSION : HITS_VERSION;
	int64_t ours = store_is_rules(s->mode) ? RULES_APPLICATION_ID :
						 HITS_APPLICATION_ID;
	enum err rc = store_control(s, sql_application_id, &id);

	if (rc == ERR_OK)
		rc = store_control(s, sql_user_version, &version);
	if (rc == ERR_OK)
		rc = store_control(s, sql_is_empty, &empty);
	if (rc != ERR_OK)
		return fail(s, rc, path, why);
	/* Hits are counted first, and then made: there are none yet. */
	if (id == 0 && version == 0 && empty)
		return refuse(why,
		    s->mode == HITS_READ ? ERR_ABSENT : ERR_SCHEMA,
		    "'%s' is empty: it is no database yet; 'detour --db %s "
		    "init' makes one of it",
		    path, path);
	if (id != ours)
		return refuse(why, ERR_SCHEMA,
		    "'%s' is a database of another program (application_id "
		    "%lld instead of %lld)",
		    path, (long long)id, (long long)ours);
	if (version > newest || version < (older ? RULES_OLDEST : newest))
		return refuse_version(s, version, newest, why);
	s->version = version;
	return ERR_OK;
}

enum err
store_open(const char *path, enum store_mode how, struct store **ret,
    struct buf *why)
{
	const enum store_mode mode = how & ~(unsigned)STORE_NO_WAIT;
	struct store         *s = NULL;
	bool                  in_wal = false;
	enum err              rc = ERR_OK;

	if (store_is_shared(mode))
		rc = check_file(path, mode, why);
	if (rc != ERR_OK)
		return rc;
	rc = store_connect(path, mode, how != mode, &s);
	if (rc == ERR_NOMEM)
		return refuse(why, rc, "out of memory");
	if (rc == ERR_OK)
		rc = store_script(s, sql_settings);
	if (rc == ERR_OK && !store_is_reader(mode))
		rc = store_script(s,
		    store_is_rules(mode) ? sql_settings_rules :
					   sql_settings_hits);
	/* The first statement that reads the file: damage, locks and files
	 * that are missing beside it show here, not in sqlite3_open(). */
	if (rc == ERR_OK)
		rc = store_is_wal(s, &in_wal);
	/* It may look damaged, or be about to be damaged, only for what
	 * another program has left of the file that was here before. */
	if (!may_make(mode) && !store_is_reader(mode) &&
	    (rc == ERR_STORE || in_wal)) {
		store_settle_wal(s);
		rc = store_is_wal(s, &in_wal);
		if (rc != ERR_OK)
			store_unmap_wal(s);
	}
	if (rc != ERR_OK) {
		rc = fail(s, rc, path, why);
		goto out;
	}
	/* What is not ours is not even given another journal. */
	if (!may_make(mode))
		rc = store_identify(s, why);
	if (rc == ERR_OK &&
	    (may_make(mode) || (!in_wal && !store_is_reader(mode))))
		rc = make(s, path, why);
	if (rc == ERR_OK && may_make(mode))
		rc = store_identify(s, why);
	if (rc == ERR_OK) {
		if (store_is_shared(mode) && !store_is_reader(mode))
			store_note_files(s);
		*ret = s;
		s = NULL;
	}
out:
	store_close(s);
	return rc;
}
