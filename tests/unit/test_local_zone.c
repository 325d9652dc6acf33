/* SPDX-License-Identifier: MIT */
/*
 * test_local_zone.c - the promises of local_zone.h: where the name of the time
 * zone comes from, with files of the test's own in the place of the system's.
 */
#define LOCALTIME "localtime"
#define TIMEZONE  "timezone"
#include "admin/local_zone.c"

#include "rows.h"
#include "says.h"

struct zone_case {
	const char *name;
	const char *tz;   /* the variable, or NULL */
	const char *link; /* what /etc/localtime is a link to; "" for a file of
	                   * its own, or NULL */
	const char *text; /* of /etc/timezone, or NULL */
	const char *want;
	enum err    rc;
};

#define HOME "/usr/share/zoneinfo/"

static const struct zone_case cases[] = {
	{ "the variable", "Europe/Berlin", HOME "Asia/Tokyo", "Asia/Seoul\n",
	    "Europe/Berlin", ERR_OK },
	{ "with a colon", ":Europe/Berlin", NULL, NULL, "Europe/Berlin",
	    ERR_OK },
	{ "as a path", HOME "Europe/Berlin", NULL, NULL, "Europe/Berlin",
	    ERR_OK },
	{ "both", ":" HOME "Europe/Berlin", NULL, NULL, "Europe/Berlin",
	    ERR_OK },
	{ "an empty one is UTC", "", HOME "Asia/Tokyo", NULL, "UTC", ERR_OK },
	{ "a path to something else", "/etc/zone", NULL, NULL,
	    "no name in TZ: say which one is meant, as --zone Europe/Berlin",
	    ERR_SYNTAX },
	{ "a rule of its own", "CET-1CEST,M3.5.0,M10.5.0/3", NULL, NULL,
	    "no name in TZ", ERR_SYNTAX },
	{ "the link", NULL, HOME "Asia/Tokyo", "Asia/Seoul\n", "Asia/Tokyo",
	    ERR_OK },
	{ "a relative one", NULL, "../usr/share/zoneinfo/Asia/Tokyo", NULL,
	    "Asia/Tokyo", ERR_OK },
	{ "a link to something else", NULL, "/opt/clock", "Asia/Seoul\n",
	    "no name in localtime", ERR_SYNTAX },
	{ "no link is UTC", NULL, NULL, "Asia/Seoul\n", "UTC", ERR_OK },
	{ "a file, and its name beside it", NULL, "", "Asia/Seoul\n",
	    "Asia/Seoul", ERR_OK },
	{ "without the end of a line", NULL, "", "Asia/Seoul", "Asia/Seoul",
	    ERR_OK },
	{ "a file without a name", NULL, "", NULL,
	    "no name in localtime or timezone", ERR_SYNTAX },
	{ "a name that is none", NULL, "", "?\n",
	    "no name in localtime or timezone", ERR_SYNTAX },
	{ "an empty name", NULL, "", "", "no name in localtime or timezone",
	    ERR_SYNTAX },
};

static void
write_file(const char *name, const char *text)
{
	FILE *f = fopen(name, "w");

	assert_non_null(f);
	assert_true(fputs(text, f) >= 0);
	assert_int_equal(fclose(f), 0);
}

static void
test_zone(void **state)
{
	const struct zone_case *c = *state;
	struct buf              out, why;

	if (c->tz != NULL)
		assert_int_equal(setenv("TZ", c->tz, 1), 0);
	else
		assert_int_equal(unsetenv("TZ"), 0);
	if (c->link != NULL && c->link[0] != '\0')
		assert_int_equal(symlink(c->link, LOCALTIME), 0);
	else if (c->link != NULL)
		write_file(LOCALTIME, "TZif");
	if (c->text != NULL)
		write_file(TIMEZONE, c->text);
	buf_init(&out, ZONE_NAME_MAX);
	buf_init(&why, WHY_MAX);
	assert_err(local_zone(&out, &why), c->rc);
	assert_err(buf_end(&out), ERR_OK);
	if (c->rc == ERR_OK)
		assert_string_equal(out.data, c->want);
	else
		assert_says(&why, c->want);
	buf_free(&why);
	buf_free(&out);
	unlink(LOCALTIME);
	unlink(TIMEZONE);
}

int
main(void)
{
	struct CMUnitTest tests[ARRAY_LEN(cases)];
	char              folder[] = "/tmp/detour-zone-XXXXXX";
	int               failed;

	if (mkdtemp(folder) == NULL || chdir(folder) != 0)
		return 1;
	TABLE_FILL(tests, cases, test_zone);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	if (chdir("/") != 0 || rmdir(folder) != 0)
		return 1;
	return failed;
}
