/* SPDX-License-Identifier: MIT */
/* first_lines.c - an open hash of lines; see first_lines.h. */
#include "first_lines.h"

#include <stdlib.h>

#define ROOM_LEAST 1024

void
first_lines_free(struct first_lines *l)
{
	free(l->hashes);
	free(l->lines);
	*l = (struct first_lines){ 0 };
}

/* FNV-1a, and a last mixing. */
uint64_t
first_lines_hash(struct slice text)
{
	uint64_t h = 14695981039346656037u;

	for (size_t i = 0; i < text.n; i++)
		h = (h ^ (unsigned char)text.s[i]) * 1099511628211u;
	h ^= h >> 32;
	h *= 0xd6e8feb86659fd93u;
	h ^= h >> 32;
	return h != 0 ? h : 1;
}

/* Its place, or the free one where it belongs.  There is always a free one. */
static size_t
place_of(const struct first_lines *l, uint64_t hash)
{
	size_t i = (size_t)hash & (l->room - 1);

	while (l->hashes[i] != 0 && l->hashes[i] != hash)
		i = (i + 1) & (l->room - 1);
	return i;
}

int64_t
first_lines_find(const struct first_lines *l, uint64_t hash)
{
	size_t i;

	if (l->room == 0)
		return 0;
	i = place_of(l, hash);
	return l->hashes[i] == hash ? (int64_t)l->lines[i] : 0;
}

static enum err
grow(struct first_lines *l)
{
	struct first_lines more = { .room = l->room == 0 ? ROOM_LEAST :
							   2 * l->room };
	size_t             at;

	more.hashes = calloc(more.room, sizeof(*more.hashes));
	more.lines = calloc(more.room, sizeof(*more.lines));
	if (more.hashes == NULL || more.lines == NULL) {
		first_lines_free(&more);
		return ERR_NOMEM;
	}
	for (size_t i = 0; i < l->room; i++) {
		if (l->hashes[i] == 0)
			continue;
		at = place_of(&more, l->hashes[i]);
		more.hashes[at] = l->hashes[i];
		more.lines[at] = l->lines[i];
	}
	free(l->hashes);
	free(l->lines);
	l->hashes = more.hashes;
	l->lines = more.lines;
	l->room = more.room;
	return ERR_OK;
}

enum err
first_lines_keep(struct first_lines *l, uint64_t hash, int64_t line)
{
	size_t   i;
	enum err rc = ERR_OK;

	if (4 * (l->n + 1) > 3 * l->room)
		rc = grow(l);
	if (rc != ERR_OK)
		return rc;
	i = place_of(l, hash);
	l->hashes[i] = hash;
	l->lines[i] = line < UINT32_MAX ? (uint32_t)line : UINT32_MAX;
	l->n++;
	return ERR_OK;
}
