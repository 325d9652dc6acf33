/* SPDX-License-Identifier: MIT */
/* test_zones.c - the promises of zones.h: which names are looked for. */
#include "rows.h"

#include <string.h>

#include "zones.h"

struct name_case {
	const char *name;
	const char *zone;
	const char *why; /* what the refusal says, or NULL */
};

static const struct name_case name_cases[] = {
	{ "a zone", "Europe/Berlin", NULL },
	{ "of three parts", "America/Argentina/Buenos_Aires", NULL },
	{ "one that others are for, too", "Europe/Amsterdam", NULL },
	{ "UTC", "UTC", NULL },
	{ "none", "", "is no time zone" },
	{ "unknown", "Europe/Bern", "there is no time zone 'Europe/Bern'" },
	{ "in other capitals", "Europe/berlin", "in these capitals" },
	{ "in small letters", "europe/berlin", "is no time zone" },
	{ "a folder", "Europe", "can't be read" },
	{ "a folder's slash", "Europe/", "is no time zone" },
	{ "an absolute path", "/etc/passwd", "is no time zone" },
	{ "upwards", "../../../etc/passwd", "is no time zone" },
	{ "upwards later", "Europe/../../etc", "is no time zone" },
	{ "two slashes", "Europe//Berlin", "is no time zone" },
	{ "a hidden file", "Europe/.x", "is no time zone" },
	{ "of this machine", "localtime", "is no time zone" },
	{ "with leap seconds", "right/Europe/Berlin", "is no time zone" },
	{ "another file there", "tzdata.zi", "is no time zone" },
	{ "an offset", "+01:00", "is no time zone" },
	{ "a TZ rule", "CET-1CEST,M3.5.0,M10.5.0/3", "is no time zone" },
	{ "a tilde", "Europe/Ber~lin", "is no time zone" },
	{ "letters beyond ASCII", "Europe/Z\xc3\xbcrich", "is no time zone" },
	{ "with all signs that one may have", "Etc/GMT+1_0-a",
	    "there is no time zone" },
	{ "a control octet", "Europe/\nBerlin", "is no time zone" },
	{ "64 octets",
	    "A123456789012345678901234567890123456789012345678901234567890123",
	    "there is no time zone" },
	{ "65 octets",
	    "A1234567890123456789012345678901234567890123456789012345678901234",
	    "is no time zone" },
};

static void
name_row(void **state)
{
	const struct name_case *c = *state;
	const struct zone      *z = NULL;
	struct buf              why;
	enum err                rc;

	buf_init(&why, WHY_MAX);
	rc = zones_find(slice_of(c->zone), &z, &why);
	assert_err(rc, c->why == NULL ? ERR_OK : ERR_SYNTAX);
	assert_err(buf_end(&why), ERR_OK);
	if (c->why == NULL)
		assert_string_equal(zone_name(z), c->zone);
	else if (strstr(why.data, c->why) == NULL)
		fail_msg("'%s' does not say '%s'", why.data, c->why);
	assert_null(why.data == NULL ? NULL : strchr(why.data, '\n'));
	buf_free(&why);
}

static void
a_zone_is_read_once(void **state)
{
	const struct zone *a = NULL, *b = NULL;

	(void)state;
	assert_err(zones_find(SLICE("Europe/Paris"), &a, NULL), ERR_OK);
	assert_err(zones_find(SLICE("Europe/Paris"), &b, NULL), ERR_OK);
	assert_ptr_equal(a, b);
}

int
main(void)
{
	static struct CMUnitTest names[ARRAY_LEN(name_cases)];
	const struct CMUnitTest  others[] = {
		 cmocka_unit_test(a_zone_is_read_once),
	};

	TABLE_FILL(names, name_cases, name_row);
	return cmocka_run_group_tests(names, NULL, NULL) +
	    cmocka_run_group_tests(others, NULL, NULL);
}
