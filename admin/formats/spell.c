/* SPDX-License-Identifier: MIT */
/* spell.c - regular expressions for other servers; see spell.h. */
#include "spell.h"

#include <string.h>

#include "when.h"

#define DIGITS 10

void
spell_text(struct slice s, struct buf *out)
{
	for (size_t i = 0; i < s.n; i++) {
		if (strchr(".()*+?$|", s.s[i]) != NULL && s.s[i] != '\0')
			buf_addf(out, "[%c]", s.s[i]);
		else if (strchr("^\\'\"[]{}#` ", s.s[i]) != NULL ||
		    s.s[i] <= ' ')
			buf_addf(out, "\\x%02X", (unsigned char)s.s[i]);
		else
			buf_addc(out, s.s[i]);
	}
}

/* The longest run of numbers from *at on, at most last, that one class of
 * digits and a count say. */
static void
spell_run(int64_t *at, int64_t last, struct buf *out)
{
	int64_t power = 1, first, step;
	int     zeros = 0, from, to;

	while (zeros < DIGITS - 1 && *at % (power * 10) == 0 &&
	    *at + power * 10 - 1 <= last) {
		power *= 10;
		zeros++;
	}
	from = to = (int)(*at / power % 10);
	step = power;
	while (to < 9 && *at + step + power - 1 <= last) {
		step += power;
		to++;
	}
	first = *at / power / 10;
	if (first > 0)
		buf_addi(out, first);
	if (from == to)
		buf_addf(out, "%d", from);
	else
		buf_addf(out, "[%d-%d]", from, to);
	if (zeros > 0)
		buf_addf(out, "[0-9]{%d}", zeros);
	*at += step;
}

bool
spell_range(int64_t from, int64_t until, struct buf *out)
{
	const int64_t least = 1000000000, most = 9999999999;
	bool          more = false;

	if (from < least)
		from = least;
	if (until > most)
		until = most + 1;
	if (from >= until)
		return false;
	if (from == least && until > most) {
		buf_adds(out, "[0-9]+");
		return true;
	}
	buf_adds(out, "(?:");
	while (from < until) {
		if (more)
			buf_addc(out, '|');
		spell_run(&from, until - 1, out);
		more = true;
	}
	buf_addc(out, ')');
	return true;
}

/* A hexadecimal digit in any case. */
static void
add_hex(int digit, struct buf *out)
{
	if (digit < 10)
		buf_addf(out, "%d", digit);
	else
		buf_addf(out, "[%c%c]", 'A' + digit - 10, 'a' + digit - 10);
}

static void
add_octet(int octet, bool in_name, struct buf *out)
{
	/* What may stand in a query without an escape, and means itself. */
	const char *plain =
	    "!$'()*,;:@/?[]-._~"
	    "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
	char one = (char)octet;
	bool raw = (octet != 0 && strchr(plain, octet) != NULL) ||
	    (octet == '=' && !in_name);

	buf_adds(out, "(?:%");
	add_hex(octet >> 4, out);
	add_hex(octet & 15, out);
	if (octet == ' ')
		buf_adds(out, "|[+]");
	if (raw) {
		buf_addc(out, '|');
		spell_text((struct slice){ &one, 1 }, out);
	}
	buf_addc(out, ')');
}

static int
hex_value(char c)
{
	return c <= '9' ? c - '0' : c - 'A' + 10;
}

void
spell_param(struct slice p, struct buf *out)
{
	bool in_name = true;

	for (size_t i = 0; i < p.n; i++) {
		if (in_name && p.s[i] == '=') {
			in_name = false;
			buf_addc(out, '=');
		} else if (p.s[i] == '%' && i + 2 < p.n) {
			add_octet(hex_value(p.s[i + 1]) * 16 +
				hex_value(p.s[i + 2]),
			    in_name, out);
			i += 2;
		} else if (p.s[i] == ':') { /* any but an empty one */
			buf_adds(out, "[^&\\x20]+");
		} else {
			add_octet((unsigned char)p.s[i], in_name, out);
		}
	}
	if (in_name) /* "x" is "x=" */
		buf_adds(out, "=?");
}

void
spell_normal(bool takes_back, struct buf *out)
{
	/* Octets of a segment but the dot: themselves; escaped, those that
	 * canonical paths keep escaped. */
#define PLAIN  "A-Za-z0-9_~!$&\\x27()*+,;=:@-"
#define ESCAPE "%(?:2[0-9A-CF]|3[A-F]|40|5[B-E]|60|7[B-D]|[89A-F][0-9A-F])"
#define ANY    "(?:[." PLAIN "]|" ESCAPE ")"
#define RUN    "(?:[." PLAIN "]++|" ESCAPE ")"
#define NODOT  "(?:[" PLAIN "]|" ESCAPE ")"
	/* No segment is empty, "." or "..". */
#define SEGMENT(some, many) "(?:[.]?" NODOT some "|[.][.]" many ")"
#define PATH(segment, more) "/(?:" segment "(?:/" segment ")" more "/?)?"
#define QUERY               "A-Za-z0-9._~!$\\x27()*+,;=:@/?%\\x5B\\x5D-"
	buf_adds(out,
	    takes_back ? PATH(SEGMENT(ANY "*", ANY "+"), "*") :
			 PATH(SEGMENT(RUN "*+", RUN "++"), "*+"));
	buf_adds(out, "(?:[?](?:[&" QUERY "]*[" QUERY "])?)?");
}
