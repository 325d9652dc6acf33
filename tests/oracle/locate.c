/* SPDX-License-Identifier: MIT */
/*
 * locate.c - where targets lead, in bulk: system/test_whatwg.py lets a
 * browser's own parser judge.
 *
 * Each line of standard input is a case, in fields of hexadecimal octets (or
 * "-" for none): the target, the request target, the Host.  The answer is a
 * line: "refused", or the origin, the host, the port in decimal, and the
 * Location, "-" when there is none for this request.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "location.h"
#include "words.h"

#define TEXT_MAX 100000

/* Take a field off *line and append its octets. */
static void
take(char **line, struct buf *out)
{
	const char *field = word_next(line);

	for (; field != NULL && word_hex(field[0]) >= 0; field += 2)
		buf_addc(out,
		    (char)(word_hex(field[0]) * 16 + word_hex(field[1])));
	if (buf_end(out) != ERR_OK)
		exit(1);
}

static void
put(struct slice s)
{
	for (size_t i = 0; i < s.n; i++)
		printf("%02x", (unsigned char)s.s[i]);
	fputs(s.n == 0 ? "- " : " ", stdout);
}

/* The Location of a request below a prefix of everything. */
static void
put_location(const struct target *t, const char *uri, const char *host,
    struct key *k, struct buf *out)
{
	const struct request r = { .method = "GET", .uri = uri, .host = host };
	const struct rule    rule = { .id = 1 };
	struct match         m = { .rule = &rule };

	buf_reset(out);
	if (key_from_request(&r, k) == ERR_OK) {
		m.splat = (struct slice){ k->path.s + 1, k->path.n - 1 };
		if (location_build(t, &m, k, QUERY_PASS, out) != ERR_OK)
			buf_reset(out);
	}
	put(buf_slice(out));
}

int
main(void)
{
	const struct source from = { .kind = SOURCE_PREFIX, .rest = true };
	struct buf          typed, uri, host, text, out;
	struct target       t;
	struct key          k;
	char               *line = NULL;
	size_t              size = 0;

	buf_init(&typed, TEXT_MAX);
	buf_init(&uri, TEXT_MAX);
	buf_init(&host, TEXT_MAX);
	buf_init(&text, TEXT_MAX);
	buf_init(&out, TEXT_MAX);
	key_init(&k);
	while (getline(&line, &size, stdin) > 0) {
		char *rest = line;

		buf_reset(&typed);
		buf_reset(&uri);
		buf_reset(&host);
		buf_reset(&text);
		take(&rest, &typed);
		take(&rest, &uri);
		take(&rest, &host);
		if (target_parse(buf_slice(&typed), &from, false, &t, &text,
			NULL) != ERR_OK ||
		    t.kind == TARGET_ALONE) {
			puts("refused");
			continue;
		}
		put(t.origin);
		put(t.host);
		printf("%d ", t.port);
		put_location(&t, uri.data, host.data, &k, &out);
		putchar('\n');
	}
	free(line);
	key_free(&k);
	buf_free(&out);
	buf_free(&text);
	buf_free(&host);
	buf_free(&uri);
	buf_free(&typed);
	return fflush(stdout) != 0;
}
