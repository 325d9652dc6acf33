/* SPDX-License-Identifier: MIT */
/* test_reply.c - the promises of reply.h. */
#include "rows.h"

#include "record.h"
#include "reply.h"
#include "respond.h"

#define WANT(literal)  .want = (literal), .n = sizeof(literal) - 1
#define ASKED(literal) .asked = (literal), .asked_n = sizeof(literal) - 1
#define END(id, status)                                                     \
	WANT("\001\003" id "\000\010\000\000\000\000\000\000" status "\000" \
	     "\000\000")
#define RESULT(len) "\001\012\000\000\000" len "\000\000"

#define CONNS 976

struct reply_case {
	const char      *name;
	enum gate        gate;
	struct gate_seen seen;
	const char      *want;
	size_t           n;
	const char      *asked; /* content of a question, NULL for none */
	size_t           asked_n;
};

static const struct reply_case cases[] = {
	{ "an aborted request has ended", GATE_ABORTED, { .id = 1 },
	    END("\000\001", "\000") },
	{ "an id of two octets comes back", GATE_ABORTED, { .id = 0x1234 },
	    END("\0224", "\000") },
	{ "a role that is not played", GATE_ROLE, { .id = 1 },
	    END("\000\001", "\003") },
	{ "a second request on a connection", GATE_SECOND, { .id = 2 },
	    END("\000\002", "\001") },
	{ "an unknown type is named", GATE_UNKNOWN, { .type = 0xff },
	    WANT("\001\013\000\000\000\010\000\000\377\000\000\000\000\000\000"
		 "\000") },
	{ "a late abort needs no answer", GATE_STRAY, { 0 }, WANT("") },
	{ "what is bad gets none", GATE_BAD, { 0 }, WANT("") },

	/* FastCGI 1.0, 4.1: only what was asked for, and is known. */
	{ "all limits", GATE_VALUES, { 0 },
	    WANT(RESULT("\067") "\016\003FCGI_MAX_CONNS976"
				"\015\003FCGI_MAX_REQS976"
				"\017\001FCGI_MPXS_CONNS0"),
	    ASKED("\016\000FCGI_MAX_CONNS\015\000FCGI_MAX_REQS"
		  "\017\000FCGI_MPXS_CONNS") },
	{ "one limit", GATE_VALUES, { 0 },
	    WANT(RESULT("\022") "\017\001FCGI_MPXS_CONNS0"),
	    ASKED("\017\000FCGI_MPXS_CONNS") },
	{ "each limit once, however often it is asked for", GATE_VALUES, { 0 },
	    WANT(RESULT("\022") "\017\001FCGI_MPXS_CONNS0"),
	    ASKED("\017\000FCGI_MPXS_CONNS\017\000FCGI_MPXS_CONNS"
		  "\017\000FCGI_MPXS_CONNS\017\000FCGI_MPXS_CONNS") },
	{ "no limit that is unknown", GATE_VALUES, { 0 },
	    WANT(RESULT("\022") "\017\001FCGI_MPXS_CONNS0"),
	    ASKED("\003\000XYZ\017\000FCGI_MPXS_CONNS") },
	{ "a value in the question is passed over", GATE_VALUES, { 0 },
	    WANT(RESULT("\022") "\017\001FCGI_MPXS_CONNS0"),
	    ASKED("\001\003Xabc\017\001FCGI_MPXS_CONNS1") },
	{ "lengths of 4 octets", GATE_VALUES, { 0 },
	    WANT(RESULT("\022") "\017\001FCGI_MPXS_CONNS0"),
	    ASKED("\200\000\000\017\200\000\000\000FCGI_MPXS_CONNS") },
	{ "a question about nothing", GATE_VALUES, { 0 }, WANT(RESULT("\000")),
	    ASKED("") },
	{ "what is cut off is not asked for", GATE_VALUES, { 0 },
	    WANT(RESULT("\000")), ASKED("\017\000FCGI_MPXS_CONN") },
	{ "a length that is cut off", GATE_VALUES, { 0 }, WANT(RESULT("\000")),
	    ASKED("\017\200\000\000") },
	{ "a length beyond all", GATE_VALUES, { 0 }, WANT(RESULT("\000")),
	    ASKED("\377\377\377\377\377\377\377\377FCGI") },
	{ "a value beyond the end", GATE_VALUES, { 0 }, WANT(RESULT("\000")),
	    ASKED("\017\001FCGI_MPXS_CONNS") },
};

static void
reply_row(void **state)
{
	const struct reply_case *c = *state;
	/* From the heap, at its exact size: sanitizers see a step beyond. */
	unsigned char *record = test_malloc(RECORD_HEADER + c->asked_n);
	char           room[REPLY_MAX];
	struct buf     out;

	memset(record, 0, RECORD_HEADER);
	record[4] = (unsigned char)(c->asked_n >> 8);
	record[5] = (unsigned char)c->asked_n;
	if (c->asked_n > 0)
		memcpy(record + RECORD_HEADER, c->asked, c->asked_n);
	buf_init_in(&out, room, sizeof(room));
	reply(c->gate, &c->seen, record, CONNS, &out);
	test_free(record);
	assert_err(out.err, ERR_OK);
	assert_int_equal(out.len, c->n);
	assert_memory_equal(room, c->want, c->n);
}

/* An answer, as libfcgi frames it. */
#define STDOUT(len, pad) "\001\006\000\001" len pad "\000"
#define THE_END                            \
	STDOUT("\000\000", "\000")         \
	"\001\003\000\001\000\010\000\000" \
	"\000\000\000\000\000\000\000\000"

static const struct answer_case {
	const char *name;
	const char *answer;
	const char *want;
	size_t      n;
} answer_cases[] = {
	{ "an answer is padded", "Status: 404\r\n\r\n",
	    WANT(STDOUT("\000\017", "\001") "Status: 404\r\n\r\n"
					    "\000" THE_END) },
	{ "one of 8 octets is not", "12345678",
	    WANT(STDOUT("\000\010", "\000") "12345678" THE_END) },
	{ "one of 9 octets is", "123456789",
	    WANT(STDOUT("\000\011",
		"\007") "123456789"
			"\000\000\000\000\000\000\000" THE_END) },
	{ "nothing at all is an answer", "", WANT(THE_END) },
};

static void
answer_row(void **state)
{
	const struct answer_case *c = *state;
	char                      room[128];
	struct buf                out;

	buf_init_in(&out, room, sizeof(room));
	reply_answer(1, slice_of(c->answer), &out);
	assert_err(out.err, ERR_OK);
	assert_int_equal(out.len, c->n);
	assert_memory_equal(room, c->want, c->n);
}

/* Records that follow each other hold all of it, and it has its room. */
static void
the_longest_answer_has_two_records(void **state)
{
	static char    answer[RESPOND_MAX];
	struct buf     out;
	unsigned char *p;
	size_t         len, at = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(answer); i++)
		answer[i] = (char)(i % 251);
	buf_init(&out, RESPOND_MAX + REPLY_ANSWER_MORE);
	reply_answer(0x1234, (struct slice){ answer, sizeof(answer) }, &out);
	assert_err(out.err, ERR_OK);
	for (p = (unsigned char *)out.data;; p += RECORD_HEADER + len + p[6]) {
		assert_int_equal(p[0], RECORD_VERSION);
		assert_int_equal(record_be16(p + 2), 0x1234);
		len = record_be16(p + 4);
		assert_int_equal(p[6], len % 8 == 0 ? 0 : 8 - len % 8);
		if (p[1] != RECORD_STDOUT || len == 0)
			break;
		assert_memory_equal(p + RECORD_HEADER, answer + at, len);
		at += len;
	}
	assert_int_equal(at, sizeof(answer));
	assert_int_equal(p[1], RECORD_STDOUT);
	assert_int_equal(p[RECORD_HEADER + 1], RECORD_END);
	assert_ptr_equal(p + 3 * RECORD_HEADER, out.data + out.len);
	buf_free(&out);
}

int
main(void)
{
	static struct CMUnitTest rows[ARRAY_LEN(cases)];
	static struct CMUnitTest answers[ARRAY_LEN(answer_cases)];
	const struct CMUnitTest  longest[] = {
		 cmocka_unit_test(the_longest_answer_has_two_records),
	};
	int failed = 0;

	TABLE_FILL(rows, cases, reply_row);
	TABLE_FILL(answers, answer_cases, answer_row);
	failed += cmocka_run_group_tests_name("reply", rows, NULL, NULL);
	failed +=
	    cmocka_run_group_tests_name("reply, answers", answers, NULL, NULL);
	failed +=
	    cmocka_run_group_tests_name("reply, longest", longest, NULL, NULL);
	return failed != 0;
}
