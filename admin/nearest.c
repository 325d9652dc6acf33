/* SPDX-License-Identifier: MIT */
/*
 * nearest.c - which word was probably meant.
 */
#include "nearest.h"

#include <string.h>

#define WORD_MAX 31 /* octets; longer words are never near */

static size_t
least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Damerau's distance between two words of at most WORD_MAX octets. */
static size_t
distance(const char *a, size_t an, const char *b, size_t bn)
{
	size_t d[WORD_MAX + 1][WORD_MAX + 1];
	size_t i, j;

	for (i = 0; i <= an; i++)
		d[i][0] = i;
	for (j = 0; j <= bn; j++)
		d[0][j] = j;
	for (i = 1; i <= an; i++)
		for (j = 1; j <= bn; j++) {
			d[i][j] = least(d[i - 1][j], d[i][j - 1]) + 1;
			d[i][j] = least(d[i][j],
			    d[i - 1][j - 1] + (a[i - 1] != b[j - 1]));
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] &&
			    a[i - 2] == b[j - 1])
				d[i][j] = least(d[i][j], d[i - 2][j - 2] + 1);
		}
	return d[an][bn];
}

void
nearest_offer(struct nearest *n, const char *word)
{
	size_t tn = strlen(n->typed), wn = strlen(word), far, d;

	if (tn == 0 || tn > WORD_MAX || wn > WORD_MAX)
		return;
	d = distance(n->typed, tn, word, wn);
	if (tn >= 2 && strncmp(word, n->typed, tn) == 0)
		d = 0;
	far = wn / 3 > 1 ? wn / 3 : 1;
	if (d > far || (n->best != NULL && d >= n->distance))
		return;
	n->best = word;
	n->distance = d;
}
