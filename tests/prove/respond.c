/* SPDX-License-Identifier: MIT */
/*
 * respond.c - the answer to any decision that decide() can make, for any role,
 * and pages of the worker; texts are of any octets, and of any length up to
 * their limit.
 */
#include "respond.h"

#include "cors.h"
#include "location.h"
#include "when.h"

#include "__fc_builtin.h"

/* Of when.h, as given: an append like any other. */
/*@ requires \valid(b) && b->len <= b->max;
  @ assigns b->len, b->err, b->data[0 .. b->max - 1];
  @ ensures \old(b->len) <= b->len <= b->max; */
void when_http(struct buf *b, int64_t t);
/*@ assigns \result \from t;
  @ ensures \result == 0 || \result == 1; */
bool when_is_instant(int64_t t);

#define ANY_INT64 Frama_C_long_long_interval(INT64_MIN, INT64_MAX)

static char location[LOCATION_MAX], vary[DECIDE_VARY_MAX],
    cors[CORS_FIELDS_MAX];
static char room[RESPOND_MAX + 1];

static struct buf
any(char *s, size_t max)
{
	Frama_C_make_unknown(s, max);
	return (struct buf){
		.data = s, .len = Frama_C_size_t_interval(0, max), .max = max
	};
}

int
main(void)
{
	struct decision        d = { .status = Frama_C_interval(100, 599) };
	struct respond_options o;
	struct buf             out;

	d.location = any(location, sizeof(location));
	d.vary = any(vary, sizeof(vary));
	d.cors = any(cors, sizeof(cors));
	d.max_age = ANY_INT64;
	d.is_private = Frama_C_interval(0, 1);
	d.rule_id = ANY_INT64;
	d.sunset = ANY_INT64;
	d.retry_after = ANY_INT64;
	d.why = (enum why)Frama_C_interval(WHY_RULE, WHY_FAILED);
	d.method = (enum method)Frama_C_interval(METHOD_OTHER, METHOD_TRACE);
	o.role = (enum role)Frama_C_interval(ROLE_RESPONDER, ROLE_CGI);
	o.identify = Frama_C_interval(0, 1);
	buf_init_in(&out, room, sizeof(room));
	respond(&d, o, &out);
	buf_init_in(&out, room, sizeof(room));
	respond_page(d.status, "text/plain", "", buf_slice(&d.location),
	    d.method, &out);
	return 0;
}
