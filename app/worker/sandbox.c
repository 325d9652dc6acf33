/* SPDX-License-Identifier: MIT */
/* sandbox.c - privileges and files; see sandbox.h. */
#include "sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <limits.h>
#include <linux/landlock.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "zones.h"

/* All rights of the first version of Landlock: what is named is forbidden
 * where nothing allows it. */
#define EVERYTHING ((LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1)
#define TO_READ    (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)
/* SQLite makes the files beside a database, and removes them. */
#define TO_WRITE                                   \
	(TO_READ | LANDLOCK_ACCESS_FS_WRITE_FILE | \
	    LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_REMOVE_FILE)

static const char *const names[] = {
	[SANDBOX_OFF] = "off",
	[SANDBOX_LOG] = "log",
	[SANDBOX_ON] = "on",
};

const char *
sandbox_name(enum sandbox s)
{
	return names[s];
}

bool
sandbox_find(const char *name, enum sandbox *ret)
{
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (strcmp(names[i], name) == 0) {
			*ret = (enum sandbox)i;
			return true;
		}
	return false;
}

/* Allow what is below a folder. */
static bool
allow(int rules, const char *folder, __u64 access)
{
	struct landlock_path_beneath_attr at = { .allowed_access = access };
	bool                              done;

	at.parent_fd = open(folder, O_PATH | O_CLOEXEC);
	if (at.parent_fd < 0)
		return false;
	done = syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH,
		   &at, 0) == 0;
	close(at.parent_fd);
	return done;
}

/* The same for the folder of a path, or the nearest one above it that there
 * is.  path is overwritten. */
static bool
allow_around(int rules, char *path)
{
	char *slash;

	while ((slash = strrchr(path, '/')) != NULL) {
		*slash = '\0';
		if (allow(rules, slash == path ? "/" : path, TO_WRITE))
			return true;
		if (errno != ENOENT && errno != ENOTDIR)
			return false;
	}
	return allow(rules, ".", TO_WRITE);
}

/* The path as it is written, and where it leads. */
static bool
allow_file(int rules, const char *path)
{
	char  written[PATH_MAX];
	char *real = realpath(path, NULL);
	int   n = snprintf(written, sizeof(written), "%s", path);
	bool  done;

	done = n > 0 && (size_t)n < sizeof(written) &&
	    allow_around(rules, written) &&
	    (real == NULL || allow_around(rules, real));
	free(real);
	return done;
}

/* Mix the folder of a path into a number; path is overwritten. */
static uint64_t
mix_folder(uint64_t ground, char *path)
{
	char       *slash = strrchr(path, '/');
	struct stat st = { 0 };

	if (slash != NULL)
		*slash = '\0';
	if (stat(slash == NULL ? "." : slash == path ? "/" : path, &st) != 0)
		st = (struct stat){ 0 };
	ground = (ground ^ (uint64_t)st.st_dev) * 0x9e3779b97f4a7c15u;
	return (ground ^ (uint64_t)st.st_ino) * 0x9e3779b97f4a7c15u;
}

uint64_t
sandbox_ground(const char *const *paths, size_t n)
{
	uint64_t ground = 0;

	for (size_t i = 0; i < n; i++) {
		char  written[PATH_MAX];
		char *real = realpath(paths[i], NULL);

		(void)snprintf(written, sizeof(written), "%s", paths[i]);
		ground = mix_folder(ground, written);
		/* What is not there yet will be made there: its coming, or
		 * going, is no other folder. */
		(void)snprintf(written, sizeof(written), "%s",
		    real != NULL ? real : paths[i]);
		ground = mix_folder(ground, written);
		free(real);
	}
	return ground;
}

static bool
wall_files(const char *const *paths, size_t n)
{
	const struct landlock_ruleset_attr attr = {
		.handled_access_fs = EVERYTHING,
	};
	int  rules;
	bool done = true;

	rules =
	    (int)syscall(SYS_landlock_create_ruleset, &attr, sizeof(attr), 0);
	if (rules < 0)
		return false;
	for (size_t i = 0; done && i < n; i++)
		done = allow_file(rules, paths[i]);
	/* Without them, rules that need them are passed over, as ever. */
	(void)allow(rules, ZONES_DIR, TO_READ);
	/* SQLite takes random numbers from the one, and with the other fills
	 * descriptors below 3, lest a database is taken for standard output. */
	(void)allow(rules, "/dev/urandom", LANDLOCK_ACCESS_FS_READ_FILE);
	(void)allow(rules, "/dev/null", LANDLOCK_ACCESS_FS_READ_FILE);
	if (done)
		done = syscall(SYS_landlock_restrict_self, rules, 0) == 0;
	close(rules);
	return done;
}

struct sandbox_walls
sandbox_enter(enum sandbox s, const char *const *paths, size_t n)
{
	struct sandbox_walls walls = { 0 };

	if (s == SANDBOX_OFF)
		return walls;
	walls.privileges = prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;
	if (s == SANDBOX_ON)
		walls.files = wall_files(paths, n);
	walls.calls = sandbox_calls(s);
	return walls;
}

void
sandbox_gaps(enum sandbox s, const struct sandbox_walls *w, struct buf *out)
{
	const struct {
		const char *name;
		bool        stands;
	} walls[] = {
		{ "privileges", w->privileges || s == SANDBOX_OFF },
		{ "calls", w->calls || s == SANDBOX_OFF },
		{ "files", w->files || s != SANDBOX_ON },
	};
	const char *before = "";

	for (size_t i = 0; i < ARRAY_LEN(walls); i++) {
		if (walls[i].stands)
			continue;
		buf_adds(out, before);
		buf_adds(out, walls[i].name);
		before = ", ";
	}
}

enum err
sandbox_become(const char *name, struct buf *why)
{
	const struct passwd *user;

	if (name == NULL)
		return ERR_OK;
	errno = 0;
	user = getpwnam(name);
	if (user == NULL)
		return refuse(why, ERR_SYNTAX, "--user '%s' is not a user here",
		    name);
	if (user->pw_uid == geteuid() && user->pw_uid == getuid())
		return ERR_OK;
	if (initgroups(name, user->pw_gid) != 0 ||
	    setresgid(user->pw_gid, user->pw_gid, user->pw_gid) != 0 ||
	    setresuid(user->pw_uid, user->pw_uid, user->pw_uid) != 0)
		return refuse(why, ERR_IO,
		    "--user '%s' cannot be taken on: %s; only root can become "
		    "another user",
		    name, strerror(errno));
	return ERR_OK;
}
