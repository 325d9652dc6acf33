/* SPDX-License-Identifier: MIT */
/* walls.c - options to a sandbox; see walls.h. */
#include "walls.h"

#include "log.h"
#include "sandbox.h"

uint64_t
walls_ground(const struct options *o)
{
	const char *const paths[] = { o->db, o->hits };

	return o->sandbox == SANDBOX_ON ?
	    sandbox_ground(paths, ARRAY_LEN(paths)) :
	    0;
}

const char *
walls_enter(const struct options *o)
{
	const char *const    paths[] = { o->db, o->hits };
	struct sandbox_walls walls =
	    sandbox_enter(o->sandbox, paths, ARRAY_LEN(paths));
	struct buf gaps;
	bool       whole;

	buf_init(&gaps, WHY_MAX);
	sandbox_gaps(o->sandbox, &walls, &gaps);
	whole = gaps.len == 0;
	if (!whole && buf_end(&gaps) == ERR_OK)
		log_event(LOG_LEVEL_WARNING, "the sandbox has gaps", "mode",
		    sandbox_name(o->sandbox), "missing", gaps.data, NULL);
	buf_free(&gaps);
	return whole ? sandbox_name(o->sandbox) : "partly";
}
