/* SPDX-License-Identifier: MIT */
/*
 * env.c - env_next() on any octets, of each length up to SHORT, each in an
 * array of just that length.
 */
#include <stdlib.h>

#include "env.h"

#include "__fc_builtin.h"

#define SHORT 14 /* two long lengths or pairs */

static void
walk(size_t n)
{
	unsigned char  *b = malloc(n);
	struct env      env = { .pairs = b, .n = n };
	struct variable v;

	Frama_C_make_unknown((char *)b, n);
	/*@ dynamic_split env.n; */
	while (env_next(&env, &v)) {
		/* Each octet that it names can be read. */
		for (size_t i = 0; i < v.name.n; i++)
			Frama_C_show_each_name(v.name.s[i]);
		for (size_t i = 0; i < v.value.n; i++)
			Frama_C_show_each_value(v.value.s[i]);
	}
	free(b);
}

int
main(void)
{
	for (size_t n = 1; n <= SHORT; n++)
		walk(n);
	return 0;
}
