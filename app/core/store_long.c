/* SPDX-License-Identifier: MIT */
/* store_long.c - how long a text may be, and the beginning of a longer one; see
 * store.h. */
#include <sqlite3.h>

#include "store_base.h"

int
store_longest(void)
{
	return sqlite3_hard_heap_limit64(-1) > 0 ? 1000000 : 1000000000;
}

void
store_text_start(struct store *s, const char *column, int64_t id,
    struct buf *out)
{
	sqlite3_blob *b = NULL;
	size_t        n = 0;

	if (sqlite3_blob_open(s->db, "main", "rule", column, id, 0, &b) ==
	    SQLITE_OK) {
		n = (size_t)sqlite3_blob_bytes(b);
		if (n > out->max - out->len)
			n = out->max - out->len;
	}
	if (n > 0 && buf_room(out, n) &&
	    sqlite3_blob_read(b, out->data + out->len, (int)n, 0) == SQLITE_OK)
		out->len += n;
	sqlite3_blob_close(b);
}
