/* SPDX-License-Identifier: MIT */
/*
 * replay.c - run a fuzz target on the inputs of its corpus, each a TAP line.
 *
 *	replay_source FILE...
 */
#include "fuzz.h"

#define INPUT_MAX 100000

int
main(int argc, char **argv)
{
	static uint8_t input[INPUT_MAX];

	printf("1..%d\n", argc - 1);
	for (int i = 1; i < argc; i++) {
		FILE    *f = fopen(argv[i], "rb");
		uint8_t *exact;
		size_t   n;

		if (f == NULL) {
			perror(argv[i]);
			return 1;
		}
		n = fread(input, 1, sizeof(input), f);
		fclose(f);
		/* Of its own size, so that a sanitizer sees what reads on. */
		exact = malloc(n > 0 ? n : 1);
		if (exact == NULL)
			return 1;
		for (size_t j = 0; j < n; j++)
			exact[j] = input[j];
		LLVMFuzzerTestOneInput(exact, n);
		free(exact);
		printf("ok %d - %s\n", i, argv[i]);
		fflush(stdout);
	}
	return 0;
}
