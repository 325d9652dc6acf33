/* SPDX-License-Identifier: MIT */
/*
 * test_sandbox.c - the promises of sandbox.h, each in a thread of its own:
 * walls cannot be taken down again, and are those of a thread.  What a process
 * of its own reaches, make coverage would not know: within walls it cannot
 * write it.
 */
#include "rows.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sandbox.h"
#include "scratch.h"

#define NOBODY 65534

static struct scratch folder;

/* What is tried within the walls: 0, or the errno of the refusal. */
typedef int try_fn(const char *path);

static int
result(int rc)
{
	return rc < 0 ? errno : 0;
}

static int
opened(int fd)
{
	int rc = result(fd);

	if (fd >= 0)
		close(fd);
	return rc;
}

static int
try_exec(const char *path)
{
	char *const none[] = { NULL };

	(void)path;
	return result(execve("/bin/true", none, none));
}

static int
try_fork(const char *path)
{
	pid_t pid = fork();

	(void)path;
	if (pid == 0)
		_exit(0);
	if (pid > 0)
		waitpid(pid, NULL, 0);
	return result(pid);
}

static int
try_network(const char *path)
{
	(void)path;
	return opened(socket(AF_INET, SOCK_STREAM, 0));
}

static int
try_local(const char *path)
{
	(void)path;
	return opened(socket(AF_UNIX, SOCK_DGRAM, 0));
}

static int
try_mode(const char *path)
{
	return result(chmod(path, 0777));
}

static int
try_read(const char *path)
{
	return opened(open(path, O_RDONLY));
}

static int
try_write(const char *path)
{
	return opened(open(path, O_RDWR | O_CREAT, 0600));
}

static int
try_folder(const char *path)
{
	return result(mkdir(path, 0700));
}

static int
try_user(const char *path)
{
	(void)path;
	/* glibc's would change the other threads, too. */
	return result((int)syscall(SYS_setuid, NOBODY));
}

/* One look, in a thread of its own. */
struct look {
	enum sandbox         mode;
	const char          *db;
	try_fn              *fn; /* or NULL */
	const char          *path;
	struct sandbox_walls walls; /* that stand */
	int                  got;   /* what fn has said */
};

static void *
look(void *arg)
{
	struct look *l = arg;

	l->walls = sandbox_enter(l->mode, &l->db, 1);
	if (l->fn != NULL)
		l->got = l->fn(l->path);
	return NULL;
}

static void
run(struct look *l)
{
	pthread_t t;

	assert_int_equal(pthread_create(&t, NULL, look, l), 0);
	assert_int_equal(pthread_join(t, NULL), 0);
}

/* Enter, then try. */
static int
within(enum sandbox s, const char *db, try_fn *fn, const char *path)
{
	struct look l = { .mode = s, .db = db, .fn = fn, .path = path };

	run(&l);
	return l.got;
}

static struct sandbox_walls
stand(void)
{
	struct look l = { .mode = SANDBOX_ON, .db = folder.db };

	run(&l);
	return l.walls;
}

static const struct row {
	const char *name;
	try_fn     *fn;
	const char *path; /* '+': beside the database */
	int         want;
	char        wall;
} rows[] = {
	{ "no program is started", try_exec, "", EPERM, 'c' },
	{ "no process is started", try_fork, "", EPERM, 'c' },
	{ "no network is reached", try_network, "", EPERM, 'c' },
	{ "the log of the system is", try_local, "", 0, 'c' },
	{ "no permission is changed by name", try_mode, "+rules.db", EPERM,
	    'c' },
	{ "nobody else is become", try_user, "", EPERM, 'c' },
	{ "the database is read", try_read, "+rules.db", 0, 'f' },
	{ "a file beside it is made", try_write, "+rules.db-wal", 0, 'f' },
	{ "a file elsewhere is not read", try_read, "/etc/passwd", EACCES,
	    'f' },
	{ "a file elsewhere is not made", try_write, "/tmp/detour-escaped",
	    EACCES, 'f' },
	{ "time zones are read", try_read, "/usr/share/zoneinfo/UTC", 0, 'f' },
	{ "time zones are not written", try_write, "/usr/share/zoneinfo/UTC",
	    EACCES, 'f' },
	{ "no folder is made", try_folder, "+folder", EPERM, 'c' },
};

static void
test_wall(void **state)
{
	const struct row *r = *state;
	const char       *path = r->path;
	char              beside[700];

	if (!(r->wall == 'f' ? stand().files : stand().calls))
		skip();
	if (path[0] == '+') {
		snprintf(beside, sizeof(beside), "%s/%s", folder.dir, path + 1);
		path = beside;
	}
	assert_int_equal(within(SANDBOX_ON, folder.db, r->fn, path), r->want);
}

/* It is the walls that refuse, not the machine. */
static void
without_walls_it_is_done(void **state)
{
	(void)state;
	assert_int_equal(within(SANDBOX_OFF, folder.db, try_fork, ""), 0);
	assert_int_equal(within(SANDBOX_OFF, folder.db, try_network, ""), 0);
	assert_int_equal(within(SANDBOX_OFF, folder.db, try_mode, folder.db),
	    0);
	assert_int_equal(within(SANDBOX_OFF, folder.db, try_read,
			     "/etc/passwd"),
	    0);
	assert_int_equal(within(SANDBOX_LOG, folder.db, try_network, ""), 0);
}

static int
try_privileges(const char *path)
{
	(void)path;
	return prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0);
}

static void
privileges_are_not_gained(void **state)
{
	(void)state;
	assert_int_equal(within(SANDBOX_OFF, folder.db, try_privileges, ""), 0);
	assert_int_equal(within(SANDBOX_LOG, folder.db, try_privileges, ""), 1);
	assert_int_equal(within(SANDBOX_ON, folder.db, try_privileges, ""), 1);
}

/* The folder of a database that is still to be made is there at once. */
static void
a_file_to_come_may_come(void **state)
{
	char db[700];

	(void)state;
	snprintf(db, sizeof(db), "%s/not/yet/rules.db", folder.dir);
	assert_int_equal(within(SANDBOX_ON, db, try_read, folder.db), 0);
}

/* The folder that a link leads to is needed as well as its own. */
static void
a_link_may_be_followed(void **state)
{
	char there[600], link_path[600], db[700];

	(void)state;
	snprintf(there, sizeof(there), "%s/there", folder.dir);
	snprintf(db, sizeof(db), "%s/rules.db", there);
	snprintf(link_path, sizeof(link_path), "%s/here", folder.dir);
	assert_int_equal(mkdir(there, 0700), 0);
	assert_int_equal(mkdir(link_path, 0700), 0);
	assert_int_equal(try_write(db), 0);
	snprintf(link_path, sizeof(link_path), "%s/here/rules.db", folder.dir);
	assert_int_equal(symlink(db, link_path), 0);
	assert_int_equal(within(SANDBOX_ON, link_path, try_read, link_path), 0);
}

static void
modes_have_names(void **state)
{
	enum sandbox s;

	(void)state;
	for (s = SANDBOX_OFF; s <= SANDBOX_ON; s++) {
		enum sandbox found = SANDBOX_OFF;

		assert_true(sandbox_find(sandbox_name(s), &found));
		assert_int_equal(found, s);
	}
	assert_false(sandbox_find("", &s));
	assert_false(sandbox_find("On", &s));
}

static void
assert_gaps(enum sandbox s, struct sandbox_walls w, const char *want)
{
	struct buf got;

	buf_init(&got, WHY_MAX);
	sandbox_gaps(s, &w, &got);
	assert_err(buf_end(&got), ERR_OK);
	assert_string_equal(got.data, want);
	buf_free(&got);
}

static void
gaps_are_what_was_asked_for_and_is_missing(void **state)
{
	(void)state;
	assert_gaps(SANDBOX_ON, (struct sandbox_walls){ true, true, true }, "");
	assert_gaps(SANDBOX_ON, (struct sandbox_walls){ true, false, false },
	    "calls, files");
	assert_gaps(SANDBOX_ON, (struct sandbox_walls){ false, true, true },
	    "privileges");
	assert_gaps(SANDBOX_LOG, (struct sandbox_walls){ true, true, false },
	    "");
	assert_gaps(SANDBOX_OFF, (struct sandbox_walls){ 0 }, "");
}

static void
nobody_unknown_is_become(void **state)
{
	struct buf why;

	(void)state;
	buf_init(&why, WHY_MAX);
	assert_err(sandbox_become(NULL, &why), ERR_OK);
	assert_err(sandbox_become("no such user", &why), ERR_SYNTAX);
	assert_err(buf_end(&why), ERR_OK);
	assert_string_equal(why.data,
	    "--user 'no such user' is not a user here");
	buf_free(&why);
}

/* uid and all groups, of which root had more. */
static int
try_become(const char *name)
{
	if (sandbox_become(name, NULL) != ERR_OK)
		return 1;
	if (getuid() != NOBODY || geteuid() != NOBODY || getgid() == 0)
		return 2;
	return setuid(0) == 0 ? 3 : 0;
}

static void
root_becomes_somebody_for_good(void **state)
{
	int   status;
	pid_t pid;

	(void)state;
	if (getuid() != 0)
		skip();
	/* glibc changes the user of all threads. */
	pid = fork();
	if (pid == 0)
		_exit(try_become("nobody"));
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
}

static void
who_one_is_can_be_become(void **state)
{
	const struct passwd *me = getpwuid(getuid());

	(void)state;
	if (me == NULL)
		skip();
	assert_err(sandbox_become(me->pw_name, NULL), ERR_OK);
	assert_int_equal(getuid(), geteuid());
}

int
main(void)
{
	struct CMUnitTest       walls[ARRAY_LEN(rows)];
	const struct CMUnitTest rest[] = {
		cmocka_unit_test(without_walls_it_is_done),
		cmocka_unit_test(privileges_are_not_gained),
		cmocka_unit_test(a_file_to_come_may_come),
		cmocka_unit_test(a_link_may_be_followed),
		cmocka_unit_test(modes_have_names),
		cmocka_unit_test(gaps_are_what_was_asked_for_and_is_missing),
		cmocka_unit_test(nobody_unknown_is_become),
		cmocka_unit_test(root_becomes_somebody_for_good),
		cmocka_unit_test(who_one_is_can_be_become),
	};
	int failed = 0;

	scratch_make(&folder);
	fclose(fopen(folder.db, "w"));
	TABLE_FILL(walls, rows, test_wall);
	failed += cmocka_run_group_tests_name("walls", walls, NULL, NULL);
	failed += cmocka_run_group_tests_name("sandbox", rest, NULL, NULL);
	scratch_remove(&folder);
	return failed != 0;
}
