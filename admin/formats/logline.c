/* SPDX-License-Identifier: MIT */
/* logline.c - a line of an access log in the text formats; logline.h. */
#include "logline_base.h"

#include <string.h>
#include <time.h>

#include "when.h"

size_t
logline_keep(struct buf *text, struct slice s)
{
	size_t at = text->len;

	buf_add_slice(text, s);
	buf_addc(text, '\0');
	return at;
}

static int
hex(char c)
{
	const char *digits = "0123456789abcdef";
	const char *at = c < '0' ? NULL : memchr(digits, c | ' ', 16);

	return at == NULL ? -1 : (int)(at - digits);
}

/* The octet behind a backslash; *i is at the backslash, and moves to the last
 * octet of the escape. */
static char
unescape(struct slice s, size_t *i)
{
	static const char from[] = "nrtvb", to[] = "\n\r\t\v\b";
	const char       *at;
	int               high, low;

	if (*i + 1 >= s.n)
		return '\\';
	if (s.s[*i + 1] == 'x' && *i + 3 < s.n) {
		high = hex(s.s[*i + 2]);
		low = hex(s.s[*i + 3]);
		if (high >= 0 && low >= 0) {
			*i += 3;
			return (char)(high * 16 + low);
		}
	}
	*i += 1;
	at = memchr(from, s.s[*i], sizeof(from) - 1);
	return at != NULL ? to[at - from] : s.s[*i];
}

static void
add_unescaped(struct slice s, struct buf *out)
{
	for (size_t i = 0; i < s.n; i++)
		buf_addc(out, s.s[i] == '\\' ? unescape(s, &i) : s.s[i]);
}

/* Cut "..." off the front of *rest, from its opening quote on. */
static bool
cut_quoted(struct slice *rest, struct slice *ret)
{
	size_t i = 1;

	if (rest->n == 0 || rest->s[0] != '"')
		return false;
	while (i < rest->n && rest->s[i] != '"')
		i += rest->s[i] == '\\' ? 2 : 1;
	if (i >= rest->n)
		return false;
	*ret = (struct slice){ rest->s + 1, i - 1 };
	rest->s += i + 1;
	rest->n -= i + 1;
	return true;
}

static void
skip_blanks(struct slice *s)
{
	while (s->n > 0 && s->s[0] == ' ') {
		s->s++;
		s->n--;
	}
}

/* Cut a word off the front. */
static struct slice
cut_word(struct slice *rest)
{
	struct slice word;

	skip_blanks(rest);
	word = *rest;
	for (word.n = 0; word.n < rest->n && rest->s[word.n] != ' '; word.n++)
		;
	rest->s += word.n;
	rest->n -= word.n;
	return word;
}

bool
logline_split(struct slice request, struct logline_places *p, struct buf *text)
{
	struct slice method = cut_word(&request), uri = cut_word(&request);

	if (method.n == 0 || uri.n == 0)
		return false;
	p->method = logline_keep(text, method);
	p->uri = logline_keep(text, uri);
	return true;
}

/* The same where it lies already: what follows a word becomes its NUL. */
static bool
cut_in_place(char *s, size_t from, size_t to, struct logline_places *p)
{
	struct slice rest = { s + from, to - from };
	struct slice method = cut_word(&rest), uri = cut_word(&rest);

	if (method.n == 0 || uri.n == 0)
		return false;
	p->method = (size_t)(method.s - s);
	p->uri = (size_t)(uri.s - s);
	s[p->method + method.n] = '\0';
	s[p->uri + uri.n] = '\0';
	return true;
}

bool
logline_time(struct slice s, int64_t *ret)
{
	struct tm   tm = { 0 };
	char        room[64];
	const char *end;

	if (s.n >= sizeof(room))
		return false;
	memcpy(room, s.s, s.n);
	room[s.n] = '\0';
	/* The months are English in every log: this program sets no locale. */
	end = strptime(room, "%d/%b/%Y:%H:%M:%S %z", &tm);
	if (end == NULL || *end != '\0')
		return false;
	*ret = when_from_civil(&(struct tm){ .tm_year = tm.tm_year,
		   .tm_mon = tm.tm_mon,
		   .tm_mday = tm.tm_mday,
		   .tm_hour = tm.tm_hour,
		   .tm_min = tm.tm_min,
		   .tm_sec = tm.tm_sec }) -
	    tm.tm_gmtoff;
	return true;
}

/* "-" is how logs write nothing. */
static bool
is_said(struct slice s)
{
	return s.n > 0 && !slice_is(s, "-");
}

/*
 * What stands before the time: "ADDRESS IDENT USER", and in vhost_combined
 * "HOST:PORT" in front of it.  A user may hold blanks, and nobody needs him.
 */
static void
read_client(struct slice before, struct logline_places *p, struct buf *text)
{
	struct slice first = cut_word(&before), second = cut_word(&before),
		     third = cut_word(&before), fourth = cut_word(&before);
	bool vhost = fourth.n > 0 && slice_is(third, "-") &&
	    memchr(first.s, ':', first.n) != NULL;

	if (vhost)
		p->host = logline_keep(text, first);
	first = vhost ? second : first;
	if (is_said(first))
		p->address = logline_keep(text, first);
}

static int
read_status(struct slice s)
{
	int n = 0;

	for (size_t i = 0; i < s.n; i++) {
		if (s.n != 3 || s.s[i] < '0' || s.s[i] > '9')
			return 0;
		n = n * 10 + s.s[i] - '0';
	}
	return n;
}

static enum err
read_text(struct slice line, struct logline *l, struct logline_places *p,
    struct buf *text, struct buf *why)
{
	const char  *open = memchr(line.s, '[', line.n), *close;
	struct slice rest, request, quoted;
	size_t       at, n;

	close = open == NULL ?
	    NULL :
	    memchr(open, ']', line.n - (size_t)(open - line.s));
	if (close == NULL ||
	    !logline_time((struct slice){ open + 1,
			      (size_t)(close - open) - 1 },
		&l->at))
		return refuse(why, ERR_SYNTAX,
		    "there is no time as [10/Oct/2026:13:55:36 +0200]");
	rest =
	    (struct slice){ close + 1, line.n - (size_t)(close + 1 - line.s) };
	skip_blanks(&rest);
	if (!cut_quoted(&rest, &request))
		return refuse(why, ERR_SYNTAX,
		    "there is no request in quotes behind the time");
	read_client((struct slice){ line.s, (size_t)(open - line.s) }, p, text);
	/* Method and target go where the whole was unescaped to. */
	at = text->len;
	add_unescaped(request, text);
	n = text->len - at;
	buf_addc(text, '\0');
	if (buf_end(text) != ERR_OK)
		return text->err;
	/* No request has a NUL: what stands before it is another one. */
	if (memchr(text->data + at, '\0', n) != NULL ||
	    !cut_in_place(text->data, at, at + n, p))
		return refuse(why, ERR_SYNTAX,
		    "its request \"%.*s\" is no method and path",
		    quotable(request), request.s);
	l->status = read_status(cut_word(&rest));
	cut_word(&rest); /* octets */
	skip_blanks(&rest);
	if (cut_quoted(&rest, &quoted)) { /* Referer */
		skip_blanks(&rest);
		if (cut_quoted(&rest, &quoted) && is_said(quoted)) {
			p->agent = text->len;
			add_unescaped(quoted, text);
			buf_addc(text, '\0');
		}
	}
	return ERR_OK;
}

static const char *
text_at(const struct buf *text, size_t at)
{
	return at == 0 ? NULL : text->data + at;
}

enum err
logline_read(struct slice line, struct logline *ret, struct buf *text,
    struct buf *why)
{
	struct logline        l = { 0 };
	struct logline_places p = { 0 };
	enum err              rc;

	if (line.n > LOGLINE_MAX)
		return refuse(why, ERR_LIMIT, "it is longer than %d octets",
		    LOGLINE_MAX);
	buf_reset(text);
	buf_addc(text, '\0'); /* so that no text is at 0 */
	skip_blanks(&line);
	rc = line.n > 0 && line.s[0] == '{' ?
	    logline_json(line, &l, &p, text, why) :
	    read_text(line, &l, &p, text, why);
	if (rc == ERR_OK && !when_is_instant(l.at))
		rc = refuse(why, ERR_SYNTAX,
		    "its time is before 1970, or after the year 9999");
	if (rc == ERR_OK)
		rc = buf_end(text);
	if (rc != ERR_OK)
		return rc;
	l.method = text_at(text, p.method);
	l.uri = text_at(text, p.uri);
	l.host = text_at(text, p.host);
	l.scheme = text_at(text, p.scheme);
	l.address = text_at(text, p.address);
	l.agent = text_at(text, p.agent);
	*ret = l;
	return ERR_OK;
}

void
logline_request(const struct logline *l, struct request *ret)
{
	*ret = (struct request){
		.method = slice_of(l->method),
		.uri = slice_of(l->uri),
		.host = slice_of(l->host),
		.scheme = slice_of(l->scheme),
		.address = slice_of(l->address),
		.agent = slice_of(l->agent),
	};
}
