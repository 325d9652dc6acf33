/* SPDX-License-Identifier: MIT */
/* store_migrate.c - from one version of the schema to the next; see store.h. */
#include "store.h"

#include "sql.h"
#include "store_base.h"

/* What leads to each version from the one before it. */
static const char *const ways[RULES_VERSION + 1] = {
	[2] = sql_migrate_2,
};

static enum err
fail(struct store *s, enum err e, struct buf *why)
{
	refuse(why, e, "cannot migrate '%s': %s", s->path, store_message(s));
	store_end(s);
	return e;
}

enum err
store_migrate(struct store *s, bool keep, int64_t *ret_from, struct buf *why)
{
	int64_t  version;
	enum err rc = store_begin_write(s);

	if (rc != ERR_OK)
		return fail(s, rc, why);
	/* Somebody else may have done it while this waited for the lock. */
	rc = store_identify(s, why);
	if (rc != ERR_OK) {
		store_end(s);
		return rc;
	}
	*ret_from = s->version;
	store_work(s, "migrating", NULL);
	for (version = s->version + 1; version <= RULES_VERSION && rc == ERR_OK;
	     version++)
		rc = store_script(s, ways[version]);
	if (rc == ERR_OK)
		rc = store_make_indexes(s);
	store_work(s, NULL, NULL);
	if (rc != ERR_OK)
		return fail(s, rc, why);
	if (!keep) {
		store_end(s);
		return ERR_OK;
	}
	rc = store_commit(s);
	if (rc != ERR_OK)
		return fail(s, rc, why);
	return store_identify(s, why);
}
