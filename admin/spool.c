/* SPDX-License-Identifier: MIT */
/* spool.c - text that is put aside in temporary files; see spool.h. */
#include "spool.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#define PATH_ROOM 4096

void
spool_init(struct spool *s)
{
	*s = (struct spool){ { NULL } };
}

void
spool_free(struct spool *s)
{
	for (size_t i = 0; i < SPOOL_PARTS; i++)
		if (s->part[i] != NULL)
			(void)fclose(s->part[i]);
}

bool
spool_has(const struct spool *s, unsigned part)
{
	return s->part[part] != NULL;
}

static FILE *
open_temporary(void)
{
	const char *folder = getenv("TMPDIR");
	struct buf  path;
	int         fd = -1, error = ENAMETOOLONG;
	FILE       *file;

	buf_init(&path, PATH_ROOM);
	buf_adds(&path, folder != NULL && folder[0] != '\0' ? folder : "/tmp");
	buf_adds(&path, "/detour.XXXXXX");
	if (buf_end(&path) == ERR_OK) {
		fd = mkostemp(path.data, O_CLOEXEC);
		error = errno;
	}
	if (fd >= 0)
		unlink(path.data);
	buf_free(&path);
	file = fd >= 0 ? fdopen(fd, "w+") : NULL;
	if (file == NULL && fd >= 0)
		close(fd);
	if (file == NULL)
		errno = error;
	return file;
}

enum err
spool_put(struct spool *s, unsigned part, struct buf *text)
{
	enum err rc = buf_end(text);

	if (rc != ERR_OK)
		return rc;
	if (s->part[part] == NULL)
		s->part[part] = open_temporary();
	if (s->part[part] == NULL ||
	    fwrite(text->data, 1, text->len, s->part[part]) != text->len)
		return ERR_IO;
	buf_reset(text);
	return ERR_OK;
}

enum err
spool_copy(struct spool *s, unsigned part, FILE *to, bool *ret_out)
{
	char   room[65536];
	FILE  *from = s->part[part];
	size_t n;

	*ret_out = false;
	if (from == NULL)
		return ERR_OK;
	if (fflush(from) != 0 || fseeko(from, 0, SEEK_SET) != 0)
		return ERR_IO;
	while ((n = fread(room, 1, sizeof(room), from)) > 0) {
		*ret_out = true;
		if (fwrite(room, 1, n, to) != n)
			return ERR_IO;
	}
	*ret_out = false;
	return ferror(from) ? ERR_IO : ERR_OK;
}
