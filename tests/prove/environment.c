/* SPDX-License-Identifier: MIT */
/*
 * environment.c - environment_make() on any octets, of each length up to SHORT,
 * each in an array of just that length and the one octet behind, where its
 * header lets it write.
 */
#include <stdlib.h>

#include "environment.h"

#include "__fc_builtin.h"

#define SHORT 14 /* two long lengths or pairs, a name that is moved at once */

static void
make(size_t n, bool nul)
{
	unsigned char     *b = malloc(n + 1);
	struct environment e;

	Frama_C_make_unknown((char *)b, n + 1);
	environment_init(&e);
	if (environment_make(&e, b, n, nul) == ERR_OK)
		Frama_C_show_each_whole(n);
	environment_free(&e);
	free(b);
}

int
main(void)
{
	for (size_t n = 0; n <= SHORT; n++) {
		make(n, false);
		make(n, true);
	}
	return 0;
}
