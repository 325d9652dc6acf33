/* SPDX-License-Identifier: MIT */
/* test_repeat_text.c - how a repetition is written: the promises of repeat.h.
 */
#include "rows.h"

#include <string.h>

#include "repeat.h"

struct text_case {
	const char *name;
	const char *typed;
	const char *want; /* as it is stored, or what the refusal says */
	enum err    rc;
};

static const struct text_case text_cases[] = {
	{ "daily", "daily 22:00-06:00 Europe/Berlin",
	    "daily 22:00-06:00 Europe/Berlin", ERR_OK },
	{ "short hours", "daily 9-17:30 UTC", "daily 09:00-17:30 UTC", ERR_OK },
	{ "until the end of the day", "daily 18:00-24:00 UTC",
	    "daily 18:00-24:00 UTC", ERR_OK },
	{ "until midnight is the same", "daily 18:00-00:00 UTC",
	    "daily 18:00-24:00 UTC", ERR_OK },
	{ "weekly", "weekly sat,sun UTC", "weekly sat,sun UTC", ERR_OK },
	{ "with hours", "weekly sat,sun 10:00-18:00 UTC",
	    "weekly sat,sun 10:00-18:00 UTC", ERR_OK },
	{ "a range", "weekly mon-fri UTC", "weekly mon-fri UTC", ERR_OK },
	{ "three in a row are a range", "weekly mon,tue,wed UTC",
	    "weekly mon-wed UTC", ERR_OK },
	{ "two are none", "weekly mon-tue UTC", "weekly mon,tue UTC", ERR_OK },
	{ "over the week's end", "weekly fri-mon UTC", "weekly mon,fri-sun UTC",
	    ERR_OK },
	{ "a range of one", "weekly mon-mon UTC", "weekly mon UTC", ERR_OK },
	{ "in any order", "weekly sun,sat UTC", "weekly sat,sun UTC", ERR_OK },
	{ "twice", "weekly sat,sat UTC", "weekly sat UTC", ERR_OK },
	{ "with spaces", "weekly sat, sun 10-18 UTC",
	    "weekly sat,sun 10:00-18:00 UTC", ERR_OK },
	{ "long names", "weekly Saturday,SUNDAY,thurs UTC",
	    "weekly thu,sat,sun UTC", ERR_OK },
	{ "all days with hours are daily", "weekly mon-sun 9-17 UTC",
	    "daily 09:00-17:00 UTC", ERR_OK },
	{ "a whole day in hours", "weekly sat 00:00-24:00 UTC",
	    "weekly sat UTC", ERR_OK },
	{ "any zone is left to others", "daily 1-2 Mars/Phobos",
	    "daily 01:00-02:00 Mars/Phobos", ERR_OK },

	{ "nothing", "", "is no repetition", ERR_SYNTAX },
	{ "no zone", "daily 22:00-06:00", "is no repetition", ERR_SYNTAX },
	{ "no hours", "daily UTC", "is no repetition", ERR_SYNTAX },
	{ "no days", "weekly  UTC", "is no repetition", ERR_SYNTAX },
	{ "hours only", "weekly 10-18 UTC", "no days of the week", ERR_SYNTAX },
	{ "monthly", "monthly 1 UTC", "is no repetition", ERR_SYNTAX },
	{ "always", "daily 00:00-24:00 UTC", "all of every day", ERR_SYNTAX },
	{ "every day", "weekly mon-sun UTC", "all of every day", ERR_SYNTAX },
	{ "no time between", "daily 09:00-09:00 UTC", "are no hours",
	    ERR_SYNTAX },
	{ "hour 25", "daily 22:00-25:00 UTC", "are no hours", ERR_SYNTAX },
	{ "from 24:00", "daily 24:00-06:00 UTC", "are no hours", ERR_SYNTAX },
	{ "past 24:00", "daily 22:00-24:01 UTC", "are no hours", ERR_SYNTAX },
	{ "minute 60", "daily 22:60-23:00 UTC", "are no hours", ERR_SYNTAX },
	{ "one digit of minutes", "daily 22:0-23:00 UTC", "are no hours",
	    ERR_SYNTAX },
	{ "seconds", "daily 22:00:00-23:00:00 UTC", "are no hours",
	    ERR_SYNTAX },
	{ "one time", "daily 22:00 UTC", "are no hours", ERR_SYNTAX },
	{ "no such day", "weekly sab UTC", "no days of the week", ERR_SYNTAX },
	{ "two letters", "weekly sa,su UTC", "no days of the week",
	    ERR_SYNTAX },
	{ "more than a name", "weekly saturdays UTC", "no days of the week",
	    ERR_SYNTAX },
	{ "half a range", "weekly mon- UTC", "no days of the week",
	    ERR_SYNTAX },
	{ "a comma at the end", "weekly mon, UTC", "no days of the week",
	    ERR_SYNTAX },
	{ "something after the hours", "weekly mon 9-17 x UTC",
	    "no days of the week", ERR_SYNTAX },
	{ "201 octets",
	    "weekly mon,mon,mon,mon,mon,mon,mon,mon,mon,mon,mon,mon,mon,mon,"
	    "mon,mon,mon,mon,mon,mon,mon,mon,mon,mon,mon,mon,mon,mon,mon,mon,"
	    "mon,mon,mon,mon,mon,mon,mon,mon,mon,mon,mon,mon,mon,mon,mon,mon "
	    "Etc/GMT+00",
	    "too long", ERR_LIMIT },
	{ "200 octets",
	    "weekly mon,mon,mon,mon,mon,mon,mon,mon,mon,mon,mon,mon,mon,mon,"
	    "mon,mon,mon,mon,mon,mon,mon,mon,mon,mon,mon,mon,mon,mon,mon,mon,"
	    "mon,mon,mon,mon,mon,mon,mon,mon,mon,mon,mon,mon,mon,mon,mon,mon "
	    "Etc/GMT+0",
	    "weekly mon Etc/GMT+0", ERR_OK },
};

static void
text_row(void **state)
{
	const struct text_case *c = *state;
	struct repeat           r, again;
	struct slice            zone;
	struct buf              out;
	enum err                rc;

	buf_init(&out, WHY_MAX);
	rc = repeat_parse(slice_of(c->typed), &r, &zone, &out);
	assert_err(rc, c->rc);
	if (rc == ERR_OK)
		repeat_print(&r, zone, &out);
	assert_err(buf_end(&out), ERR_OK);
	if (rc != ERR_OK) {
		if (strstr(out.data, c->want) == NULL)
			fail_msg("'%s' does not say '%s'", out.data, c->want);
	} else {
		assert_string_equal(out.data, c->want);
		assert_err(repeat_parse(buf_slice(&out), &again, &zone, NULL),
		    ERR_OK);
		assert_int_equal(again.days, r.days);
		assert_int_equal(again.from, r.from);
		assert_int_equal(again.to, r.to);
	}
	buf_free(&out);
}

int
main(void)
{
	static struct CMUnitTest tests[ARRAY_LEN(text_cases)];

	TABLE_FILL(tests, text_cases, text_row);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
