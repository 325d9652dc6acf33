/* SPDX-License-Identifier: MIT */
/* regex.c - regular expressions for whole paths, by PCRE2; see regex.h. */
#include "regex.h"

#include <stdlib.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

/* What an attempt needs.  One at a time is made in a process, so that a
 * thousand expressions need no more than one. */
struct room {
	pcre2_match_context *context;
	pcre2_match_data    *data;
	pcre2_jit_stack *stack; /* of machine code; the usual one is small */
	size_t           users;
};

struct regex {
	pcre2_code *code;
	unsigned    captures;
	bool        is_fast; /* machine code was tried */
};

static struct room room;

/* ------------------------------------------------------------------ memory */

static void *
take(PCRE2_SIZE n, void *arg)
{
	(void)arg;
	return malloc(n);
}

static void
give_back(void *p, void *arg)
{
	(void)arg;
	free(p);
}

static void
room_leave(void)
{
	if (--room.users > 0)
		return;
	pcre2_match_context_free(room.context);
	pcre2_match_data_free(room.data);
	pcre2_jit_stack_free(room.stack);
	room = (struct room){ 0 };
}

static enum err
room_enter(void)
{
	pcre2_general_context *memory;
	uint32_t               has_jit = 0;

	if (room.users++ > 0)
		return ERR_OK;
	memory = pcre2_general_context_create(take, give_back, NULL);
	if (memory != NULL) { /* each keeps a copy of it */
		room.context = pcre2_match_context_create(memory);
		room.data = pcre2_match_data_create(URL_PIECES_MAX + 1, memory);
		room.stack = pcre2_jit_stack_create(32 << 10,
		    REGEX_STACK_LIMIT << 10, memory);
		pcre2_general_context_free(memory);
	}
	(void)pcre2_config(PCRE2_CONFIG_JIT, &has_jit);
	if (room.context == NULL || room.data == NULL ||
	    (room.stack == NULL && has_jit != 0)) {
		room_leave();
		return ERR_NOMEM;
	}
	pcre2_set_match_limit(room.context, REGEX_MATCH_LIMIT);
	pcre2_set_depth_limit(room.context, REGEX_MATCH_LIMIT);
	pcre2_set_heap_limit(room.context, REGEX_HEAP_LIMIT);
	if (room.stack != NULL)
		pcre2_jit_stack_assign(room.context, NULL, room.stack);
	return ERR_OK;
}

/* ----------------------------------------------------------------- compile */

static enum err
bad_pattern(struct slice pattern, int code, size_t at, struct buf *why)
{
	PCRE2_UCHAR said[256] = "";

	if (code == PCRE2_ERROR_HEAP_FAILED || code == PCRE2_ERROR_NOMEMORY)
		return ERR_NOMEM;
	(void)pcre2_get_error_message(code, said, sizeof(said));
	return refuse(why, ERR_SYNTAX,
	    "the regular expression '%.*s' is refused at its octet %zu: %s",
	    quotable(pattern), pattern.s, at + 1, (const char *)said);
}

static enum err
compile(struct slice pattern, bool ignore_case, uint32_t end, struct regex *r,
    struct buf *why)
{
	const uint32_t options = PCRE2_ANCHORED | end |
	    PCRE2_NEVER_BACKSLASH_C | PCRE2_NEVER_UTF | PCRE2_NEVER_UCP |
	    (ignore_case ? PCRE2_CASELESS : 0);
	pcre2_general_context *memory;
	pcre2_compile_context *context = NULL;
	uint32_t               captures = 0;
	PCRE2_SIZE             at = 0;
	int                    code = PCRE2_ERROR_HEAP_FAILED;

	memory = pcre2_general_context_create(take, give_back, NULL);
	if (memory != NULL)
		context = pcre2_compile_context_create(memory);
	if (context != NULL)
		r->code = pcre2_compile((PCRE2_SPTR)pattern.s, pattern.n,
		    options, &code, &at, context);
	pcre2_compile_context_free(context);
	pcre2_general_context_free(memory);
	if (r->code == NULL)
		return bad_pattern(pattern, code, at, why);
	(void)pcre2_pattern_info(r->code, PCRE2_INFO_CAPTURECOUNT, &captures);
	r->captures = captures < URL_PIECES_MAX ? captures : URL_PIECES_MAX;
	return ERR_OK;
}

enum err
regex_compile(struct slice pattern, bool ignore_case, struct regex **ret,
    struct buf *why)
{
	struct regex *r;
	enum err      rc = regex_check(pattern, why);

	if (rc != ERR_OK)
		return rc;
	r = calloc(1, sizeof(*r));
	if (r == NULL)
		return ERR_NOMEM;
	rc = compile(pattern, ignore_case, PCRE2_ENDANCHORED, r, why);
	if (rc == ERR_OK)
		rc = room_enter();
	if (rc != ERR_OK) {
		pcre2_code_free(r->code);
		free(r);
		return rc;
	}
	*ret = r;
	return ERR_OK;
}

void
regex_free(struct regex *r)
{
	if (r == NULL)
		return;
	pcre2_code_free(r->code);
	free(r);
	room_leave();
}

unsigned
regex_captures(const struct regex *r)
{
	return r->captures;
}

/* ------------------------------------------------------------------- match */

static struct piece
piece_at(size_t i)
{
	const PCRE2_SIZE *at = pcre2_get_ovector_pointer(room.data);
	PCRE2_SIZE        start = at[2 * i], end = at[2 * i + 1];

	/* \K in a lookahead can set an end before its start. */
	if (start == PCRE2_UNSET || end <= start)
		return (struct piece){ 0 };
	return (struct piece){ (uint16_t)start, (uint16_t)(end - start) };
}

bool
regex_covers(struct regex *r, struct slice path,
    struct piece ret[URL_PIECES_MAX])
{
	if (path.n > REGEX_PATH_MAX)
		return false;
	if (!r->is_fast) {
		/* Not before it is asked for, and without it all is well. */
		(void)pcre2_jit_compile(r->code, PCRE2_JIT_COMPLETE);
		r->is_fast = true;
	}
	/* A limit, or no memory, is no match. */
	if (pcre2_match(r->code, (PCRE2_SPTR)path.s, path.n, 0, 0, room.data,
		room.context) < 0)
		return false;
	for (unsigned i = 0; i < r->captures; i++)
		ret[i] = piece_at(i + 1);
	return true;
}

bool
regex_begins(struct slice pattern, bool ignore_case, struct slice head)
{
	struct regex r = { 0 };
	bool         begins = true;

	/* What is for a whole text can't be asked for a part of one. */
	if (compile(pattern, ignore_case, 0, &r, NULL) != ERR_OK)
		return true;
	if (room_enter() == ERR_OK) {
		begins = pcre2_match(r.code, (PCRE2_SPTR)head.s, head.n, 0,
			     PCRE2_PARTIAL_HARD, room.data,
			     room.context) != PCRE2_ERROR_NOMATCH;
		room_leave();
	}
	pcre2_code_free(r.code);
	return begins;
}
