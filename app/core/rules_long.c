/* SPDX-License-Identifier: MIT */
/* rules_long.c - rows with a text that is too long to be read; see rules.h. */
#include "rules.h"

#include <stddef.h>

#include "condition.h"
#include "sql.h"

/* Their columns, and one octet more than each may have. */
static const struct {
	const char *column;
	size_t      at; /* in a struct rule */
	size_t      n;
} texts[] = {
	{ "source", offsetof(struct rule, source), SOURCE_MAX + 1 },
	{ "target", offsetof(struct rule, target), TARGET_MAX + 1 },
	{ "after", offsetof(struct rule, after), TARGET_MAX + 1 },
	{ "tags", offsetof(struct rule, tags), RULE_TAGS_MAX + 1 },
	{ "note", offsetof(struct rule, note), RULE_NOTE_MAX + 1 },
	{ "conditions", offsetof(struct rule, conditions),
	    CONDITIONS_TEXT_MAX + 1 },
	{ "repeats", offsetof(struct rule, repeats), RULE_REPEATS_MAX + 1 },
};

/* What can be read of it. */
static enum err
read_starts(struct store *s, int64_t id, struct rule *ret, bool *ret_found)
{
	struct query *q = store_query(s, sql_rule_numbers);
	char          room[CONDITIONS_TEXT_MAX + 2];
	struct buf    text;
	enum err      rc;

	query_bind_int(q, ":id", id);
	rc = query_step(q, ret_found);
	if (rc != ERR_OK || !*ret_found)
		return rc;
	rc = rules_from_row(q, ret, NULL);
	query_reset(q);
	for (size_t i = 0; i < ARRAY_LEN(texts) && rc == ERR_OK; i++) {
		buf_init_in(&text, room, texts[i].n + 1);
		store_text_start(s, texts[i].column, id, &text);
		rule_set_text(ret, (struct slice *)((char *)ret + texts[i].at),
		    buf_slice(&text));
		rc = ret->text.err;
	}
	return rc;
}

enum err
rules_read(struct store *s, int64_t id, struct rule *ret, bool *ret_found,
    bool *ret_valid)
{
	struct query *q = store_query(s, sql_rule_get);
	enum err      rc;

	query_bind_int(q, ":id", id);
	rc = query_step(q, ret_found);
	if (rc == ERR_OK && *ret_found) {
		rc = rules_from_row(q, ret, ret_valid);
		query_reset(q);
	} else if (rc == ERR_LIMIT) {
		*ret_valid = false;
		rc = read_starts(s, id, ret, ret_found);
	}
	return rc;
}
