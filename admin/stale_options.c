/* SPDX-License-Identifier: MIT */
/*
 * stale_options.c - the stale report with the thresholds that were typed.
 */
#include "stale_options.h"

enum status
stale_each(struct session *s, stale_fn *fn, void *arg)
{
	struct stale_limits limits = stale_limits_default;
	struct store       *hits;
	struct table       *table;
	enum err            rc;

	if (!duration_option(s, OPT_VISITED_WITHIN, &limits.visited_within) ||
	    !duration_option(s, OPT_QUIET_FOR, &limits.quiet_for) ||
	    !duration_option(s, OPT_OVERSTAYED_AFTER,
		&limits.overstayed_after) ||
	    !duration_option(s, OPT_UNUSED_FOR, &limits.unused_for))
		return EXIT_USAGE;
	rc = session_hits(s, &hits);
	if (rc != ERR_OK)
		return failed(s, rc);
	rc = session_table(s, &table);
	if (rc == ERR_OK)
		rc = report_stale(s->store, hits, table, s->now, mono_ms(),
		    &limits, fn, arg);
	store_close(hits);
	return rc == ERR_OK ? EXIT_YES : failed(s, rc);
}
