/* SPDX-License-Identifier: MIT */
/*
 * url.c - each function of url.h on any octets: on any length up to that of a
 * request target, in an array of just that, and into a buffer that holds what
 * becomes of it.  What url_next_param() leaves is a slice again, so that once
 * is as good as often.
 */
#include "url.h"

#include "__fc_builtin.h"

static char typed[URL_REQUEST_MAX], other[URL_REQUEST_MAX];
static char room[3 * URL_REQUEST_MAX + 1];

static struct slice
any(char *s)
{
	Frama_C_make_unknown(s, URL_REQUEST_MAX);
	return (struct slice){ s, Frama_C_size_t_interval(0, URL_REQUEST_MAX) };
}

int
main(void)
{
	struct slice in = any(typed), rest = in, param;
	size_t       i = 0;
	struct buf   out;
	enum err     rc;

	buf_init_in(&out, room, sizeof(room));
	rc = url_path(in, &out);
	buf_init_in(&out, room, sizeof(room));
	url_query(in, &out);
	buf_init_in(&out, room, sizeof(room));
	url_encode(in, &out);
	url_is_canonical(in);
	url_trim(in);
	url_same_name(in, any(other));
	url_name_hash(in);
	while (url_next_octet(in, &i) >= 0)
		;
	url_next_param(&rest, &param);
	rest = slice_of(NULL); /* what the last one leaves */
	url_next_param(&rest, &param);
	url_fold(typed, in.n);
	scheme_name((enum scheme)Frama_C_interval(SCHEME_ANY, SCHEME_HTTPS));
	return rc != ERR_OK;
}
