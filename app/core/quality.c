/* SPDX-License-Identifier: MIT */
/* quality.c - a weight of at most three decimals; see quality.h. */
#include "quality.h"

#include "url.h"

int
quality_parse(struct slice s)
{
	int v, unit = QUALITY_MOST;

	if (s.n < 3 || url_lower(s.s[0]) != 'q' || s.s[1] != '=')
		return -1;
	s.s += 2;
	s.n -= 2;
	if (s.n > 5 || (s.s[0] != '0' && s.s[0] != '1') ||
	    (s.n > 1 && s.s[1] != '.'))
		return -1;
	v = (s.s[0] - '0') * unit;
	for (size_t i = 2; i < s.n; i++) {
		if (s.s[i] < '0' || s.s[i] > '9')
			return -1;
		unit /= 10;
		v += (s.s[i] - '0') * unit;
	}
	return v <= QUALITY_MOST ? v : -1;
}
