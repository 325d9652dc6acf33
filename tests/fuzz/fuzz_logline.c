/* SPDX-License-Identifier: MIT */
/*
 * fuzz_logline.c - any octets as a line of an access log, which is what
 * strangers write: what is understood is a request at an instant, and what is
 * not has a reason.
 */
#include "fuzz.h"

#include <string.h>

#include "key.h"
#include "logline.h"
#include "when.h"

/* A text of the line ends within what was given for it. */
static void
check_text(const char *s, const struct buf *text)
{
	if (s == NULL)
		return;
	MUST(s > text->data && s < text->data + text->len);
	MUST(memchr(s, '\0', text->len - (size_t)(s - text->data)) != NULL);
}

static void
check(const struct logline *l, const struct buf *text)
{
	struct request r;
	struct key     k;
	enum err       rc;

	MUST(when_is_instant(l->at));
	MUST(l->status == 0 || (l->status >= 0 && l->status <= 999));
	MUST(l->method != NULL && l->uri != NULL);
	check_text(l->method, text);
	check_text(l->uri, text);
	check_text(l->host, text);
	check_text(l->scheme, text);
	check_text(l->address, text);
	check_text(l->agent, text);
	logline_request(l, &r);
	key_init(&k);
	rc = key_from_request(&r, &k);
	MUST(rc == ERR_OK || rc == ERR_SYNTAX || rc == ERR_LIMIT);
	key_free(&k);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct slice   rest = { (const char *)data, n };
	struct logline l;
	struct buf     text, why;
	enum err       rc;

	buf_init(&text, (size_t)2 * LOGLINE_MAX);
	buf_init(&why, WHY_MAX);
	rc = logline_read(fuzz_line(&rest), &l, &text, &why);
	if (rc == ERR_OK) {
		MUST(why.len == 0);
		check(&l, &text);
	} else {
		MUST(rc == ERR_SYNTAX || rc == ERR_LIMIT);
		MUST(buf_end(&why) == ERR_OK && why.len > 0);
		MUST(memchr(why.data, '\n', why.len) == NULL);
	}
	buf_free(&why);
	buf_free(&text);
	return 0;
}
