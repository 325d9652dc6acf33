/* SPDX-License-Identifier: MIT */
/*
 * test_zones_read.c - zones whose files come, change and go: the promises of
 * zones.h, with a folder of the test's own in the place of the system's.
 */
#define ZONES_DIR "zoneinfo"
#include "app/core/zones.c"

#include "rows.h"

#include <stdio.h>

#define SYSTEM "/usr/share/zoneinfo/"
#define NOW    1796083200LL /* 2026-12-01T00:00:00Z */

static void
write_file(const char *name, const char *octets, size_t n)
{
	FILE *f = fopen("zoneinfo/new", "w");

	assert_non_null(f);
	assert_int_equal(fwrite(octets, 1, n, f), n);
	assert_int_equal(fclose(f), 0);
	assert_int_equal(rename("zoneinfo/new", name), 0);
}

static size_t
read_zone(const char *from, char octets[ZONE_SIZE_MAX])
{
	FILE  *f = fopen(from, "r");
	size_t n;

	assert_non_null(f);
	n = fread(octets, 1, ZONE_SIZE_MAX, f);
	assert_true(n > 0);
	fclose(f);
	return n;
}

/* A zone of the system under another name. */
static void
install(const char *from, const char *name)
{
	char octets[ZONE_SIZE_MAX];

	write_file(name, octets, read_zone(from, octets));
}

static enum err
find(const char *name, const char *says)
{
	const struct zone *z = NULL;
	struct buf         why;
	enum err           rc;

	buf_init(&why, WHY_MAX);
	rc = zones_find(slice_of(name), &z, &why);
	assert_err(buf_end(&why), ERR_OK);
	if (strstr(why.data, says) == NULL)
		fail_msg("'%s' does not say '%s'", why.data, says);
	if (rc == ERR_OK)
		assert_int_equal(why.len, 0);
	buf_free(&why);
	return rc;
}

static int
hours_of(const char *name)
{
	const struct zone *z = NULL;

	assert_err(find(name, ""), ERR_OK);
	assert_err(zones_find(slice_of(name), &z, NULL), ERR_OK);
	return zone_span(z, NOW).offset / 3600;
}

static void
no_folder(void **state)
{
	(void)state;
	assert_err(find("Here", "install tzdata, or take UTC"), ERR_SYNTAX);
	assert_int_equal(hours_of("UTC"), 0);
	assert_int_equal(mkdir("zoneinfo", 0700), 0);
	assert_err(find("Here", "there is no time zone 'Here'"), ERR_SYNTAX);
}

/* A rule that points at it goes on with what it has. */
static void
an_update(void **state)
{
	const struct zone *was = NULL;

	(void)state;
	install(SYSTEM "Europe/Berlin", "zoneinfo/Here");
	assert_err(zones_find(SLICE("Here"), &was, NULL), ERR_OK);
	assert_int_equal(hours_of("Here"), 1);
	install(SYSTEM "Asia/Tokyo", "zoneinfo/Here");
	assert_int_equal(hours_of("Here"), 9);
	assert_int_equal(zone_span(was, NOW).offset, 3600);
}

static void
what_spoils_it_changes_nothing(void **state)
{
	(void)state;
	write_file("zoneinfo/Here", "x", 1);
	assert_int_equal(hours_of("Here"), 9);
	assert_int_equal(unlink("zoneinfo/Here"), 0);
	assert_int_equal(hours_of("Here"), 9);
	assert_int_equal(mkdir("zoneinfo/Here", 0700), 0);
	assert_int_equal(hours_of("Here"), 9);
	assert_int_equal(rmdir("zoneinfo/Here"), 0);
}

/* In place, within the same second. */
static void
an_edit(void **state)
{
	const struct timespec before[2] = { { 1000000000, 1 },
		{ 1000000000, 1 } };
	const struct timespec after[2] = { { 1000000000, 2 },
		{ 1000000000, 2 } };
	char                  octets[ZONE_SIZE_MAX];
	FILE                 *f;
	size_t                n;

	(void)state;
	install(SYSTEM "Europe/Berlin", "zoneinfo/Edited");
	assert_int_equal(utimensat(AT_FDCWD, "zoneinfo/Edited", before, 0), 0);
	assert_int_equal(hours_of("Edited"), 1);
	n = read_zone(SYSTEM "Asia/Tokyo", octets);
	f = fopen("zoneinfo/Edited", "w");
	assert_non_null(f);
	assert_int_equal(fwrite(octets, 1, n, f), n);
	assert_int_equal(fclose(f), 0);
	assert_int_equal(utimensat(AT_FDCWD, "zoneinfo/Edited", after, 0), 0);
	assert_int_equal(hours_of("Edited"), 9);
	assert_int_equal(utimensat(AT_FDCWD, "zoneinfo/Edited", NULL, 0), 0);
	assert_int_equal(hours_of("Edited"), 9);
	unlink("zoneinfo/Edited");
}

/* A file that is there, but whose octets are not. */
static void
a_bad_disk(void **state)
{
	(void)state;
	assert_int_equal(symlink("/proc/self/mem", "zoneinfo/Broken"), 0);
	assert_err(find("Broken", "can't be read"), ERR_SYNTAX);
	unlink("zoneinfo/Broken");
}

static void
what_is_no_zone(void **state)
{
	static const char large[ZONE_SIZE_MAX + 1];

	(void)state;
	write_file("zoneinfo/Empty", "", 0);
	assert_err(find("Empty", "is no TZif file"), ERR_SYNTAX);
	write_file("zoneinfo/Large", large, sizeof(large));
	assert_err(find("Large", "is too large"), ERR_LIMIT);
	write_file("zoneinfo/Fits", large, sizeof(large) - 1);
	assert_err(find("Fits", "is no TZif file"), ERR_SYNTAX);
	/* Nobody waits for somebody who writes. */
	assert_int_equal(mkfifo("zoneinfo/Pipe", 0600), 0);
	assert_err(find("Pipe", "can't be read"), ERR_SYNTAX);
	/* It is asked for again. */
	install(SYSTEM "Asia/Tokyo", "zoneinfo/Empty");
	assert_int_equal(hours_of("Empty"), 9);
	unlink("zoneinfo/Empty");
	unlink("zoneinfo/Large");
	unlink("zoneinfo/Fits");
	unlink("zoneinfo/Pipe");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_folder),
		cmocka_unit_test(an_update),
		cmocka_unit_test(what_spoils_it_changes_nothing),
		cmocka_unit_test(an_edit),
		cmocka_unit_test(a_bad_disk),
		cmocka_unit_test(what_is_no_zone),
	};
	char folder[] = "/tmp/detour-zones-XXXXXX";
	int  failed;

	if (mkdtemp(folder) == NULL || chdir(folder) != 0)
		return 1;
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	rmdir("zoneinfo");
	if (chdir("/") != 0 || rmdir(folder) != 0)
		return 1;
	return failed;
}
