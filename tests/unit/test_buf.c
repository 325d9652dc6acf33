/* SPDX-License-Identifier: MIT */
/* test_buf.c - the promises of buf.h. */
#include "rows.h"

#include <limits.h>
#include <string.h>
#include <wchar.h>

#include "buf.h"
#include "says.h"

/* --------------------------------------------------------------- numbers */

struct number_case {
	const char *name;
	long long   v;
	const char *text;
};

static const struct number_case number_cases[] = {
	{ "zero has one digit", 0, "0" },
	{ "ten has two digits", 10, "10" },
	{ "minus one has a sign", -1, "-1" },
	{ "the largest number is whole", LLONG_MAX, "9223372036854775807" },
	{ "the smallest number is whole", LLONG_MIN, "-9223372036854775808" },
};

static void
number_row(void **state)
{
	const struct number_case *c = *state;
	struct buf                b;

	buf_init(&b, 64);
	buf_addi(&b, c->v);
	assert_err(buf_end(&b), ERR_OK);
	assert_string_equal(b.data, c->text);
	buf_free(&b);
}

/* ----------------------------------------------------------------- slices */

struct order_case {
	const char  *name;
	struct slice a, b;
	int          sign;
};

#define TEXT(s)                  \
	{                        \
		s, sizeof(s) - 1 \
	}

static const struct order_case order_cases[] = {
	{ "the same text is as great", TEXT("ab"), TEXT("ab"), 0 },
	{ "nothing is as great as nothing", { NULL, 0 }, TEXT(""), 0 },
	{ "nothing is less than something", { NULL, 0 }, TEXT("a"), -1 },
	{ "what goes on is greater", TEXT("ab"), TEXT("a"), 1 },
	{ "the first difference decides", TEXT("ab"), TEXT("b"), -1 },
	{ "octets have no sign", TEXT("\xff"), TEXT("a"), 1 },
	{ "a NUL is an octet", TEXT("a\0b"), TEXT("a\0c"), -1 },
};

static void
order_row(void **state)
{
	const struct order_case *c = *state;
	const int                there = slice_order(c->a, c->b);

	assert_int_equal((there > 0) - (there < 0), c->sign);
}

static void
octets_are_counted(void **state)
{
	(void)state;
	assert_int_equal(slice_count((struct slice){ NULL, 0 }, 'a'), 0);
	assert_int_equal(slice_count(SLICE("/a//b/"), '/'), 4);
	assert_int_equal(slice_count(SLICE("/a"), 'b'), 0);
}

/* --------------------------------------------------------------- buffers */

static void
a_new_buffer_is_empty_and_owns_nothing(void **state)
{
	struct buf b;

	(void)state;
	buf_init(&b, 100);
	assert_null(b.data);
	assert_int_equal(b.cap, 0);
	assert_int_equal(b.len, 0);
	assert_int_equal(buf_slice(&b).n, 0);
	buf_add(&b, NULL, 0);
	buf_adds(&b, "");
	buf_add_slice(&b, slice_of(NULL));
	assert_null(b.data);
	assert_err(buf_end(&b), ERR_OK);
	assert_string_equal(b.data, "");
	buf_free(&b);
}

static void
every_way_to_append_appends(void **state)
{
	struct buf b;

	(void)state;
	buf_init(&b, 100);
	buf_add(&b, "a\0b", 3);
	buf_addc(&b, '\n');
	buf_adds(&b, "cd");
	buf_add_slice(&b, (struct slice){ "efgh", 2 });
	buf_addf(&b, "[%s %d]", "x", -7);
	buf_addi(&b, 42);
	assert_err(buf_end(&b), ERR_OK);
	assert_err(buf_end(&b), ERR_OK); /* asking changes nothing */
	assert_int_equal(b.len, 16);
	assert_memory_equal(b.data, "a\0b\ncdef[x -7]42", 17);
	assert_true(slice_eq(buf_slice(&b), SLICE("a\0b\ncdef[x -7]42")));
	buf_free(&b);
}

static void
a_buffer_grows_up_to_its_maximum(void **state)
{
	struct buf b;

	(void)state;
	buf_init(&b, 100000);
	for (int i = 0; i < 100000; i++) {
		buf_addc(&b, (char)('a' + i % 26));
		assert_err(buf_end(&b), ERR_OK);
		assert_true(b.cap > b.len); /* there is room for the NUL */
	}
	assert_int_equal(b.len, 100000);
	for (int i = 0; i < 100000; i++)
		assert_int_equal(b.data[i], 'a' + i % 26);
	assert_int_equal(b.data[100000], '\0');
	buf_addc(&b, 'x');
	assert_err(buf_end(&b), ERR_LIMIT);
	assert_int_equal(b.len, 100000);
	buf_free(&b);
}

/* Each way to append, at the limit and one octet past it. */
static void
append(struct buf *b, int way, size_t n)
{
	static const char text[] = "123456789";

	switch (way) {
	case 0:
		buf_add(b, text, n);
		break;
	case 1:
		for (; n > 0; n--)
			buf_addc(b, 'x');
		break;
	case 2:
		buf_adds(b, text + (9 - n));
		break;
	case 3:
		buf_add_slice(b, (struct slice){ text, n });
		break;
	case 4:
		buf_addf(b, "%.*s", (int)n, text);
		break;
	default:
		buf_addi(b, n == 5 ? 12345 : 123456);
		break;
	}
}

static void
no_way_to_append_exceeds_the_maximum(void **state)
{
	struct buf b;

	(void)state;
	for (int way = 0; way < 6; way++) {
		buf_init(&b, 8);
		buf_adds(&b, "abc");
		append(&b, way, 5);
		assert_err(buf_end(&b), ERR_OK);
		assert_int_equal(b.len, 8);
		buf_reset(&b);
		buf_adds(&b, "abc");
		append(&b, way, 6);
		assert_err(buf_end(&b), ERR_LIMIT);
		assert_in_range(b.len, 3, 8);
		buf_free(&b);
	}
}

static void
a_failure_is_sticky_until_the_reset(void **state)
{
	struct buf b;

	(void)state;
	buf_init(&b, 4);
	buf_adds(&b, "abcde");
	assert_err(b.err, ERR_LIMIT);
	buf_adds(&b, "a"); /* it would fit, but something before is missing */
	buf_addc(&b, 'b');
	buf_addi(&b, 1);
	buf_addf(&b, "%d", 2);
	assert_int_equal(b.len, 0);
	assert_err(buf_end(&b), ERR_LIMIT);
	assert_err(buf_end(&b), ERR_LIMIT);
	buf_reset(&b);
	buf_adds(&b, "abcd");
	assert_err(buf_end(&b), ERR_OK);
	assert_string_equal(b.data, "abcd");
	buf_free(&b);
}

/* In the C locale no octets stand for this character. */
static void
text_that_cannot_be_formatted_is_a_failure(void **state)
{
	struct buf b;

	(void)state;
	buf_init(&b, 100);
	buf_addf(&b, "%lc", (wint_t)0x20ac);
	assert_err(buf_end(&b), ERR_LIMIT);
	buf_reset(&b);
	assert_err(refuse(&b, ERR_SYNTAX, "%lc", (wint_t)0x20ac), ERR_SYNTAX);
	assert_err(buf_end(&b), ERR_LIMIT);
	buf_free(&b);
}

static void
a_maximum_of_nothing_is_kept(void **state)
{
	struct buf b;

	(void)state;
	buf_init(&b, 0);
	assert_err(buf_end(&b), ERR_OK);
	assert_string_equal(b.data, "");
	buf_addc(&b, 'x');
	assert_err(buf_end(&b), ERR_LIMIT);
	buf_free(&b);
}

static void
a_buffer_in_a_room_stays_there(void **state)
{
	char       room[9] = "xxxxxxxx";
	struct buf b;

	(void)state;
	buf_init_in(&b, room, 8);
	assert_int_equal(b.len, 0);
	buf_adds(&b, "1234567");
	assert_err(buf_end(&b), ERR_OK);
	assert_ptr_equal(b.data, room);
	assert_string_equal(room, "1234567");
	buf_addc(&b, '8');
	assert_err(buf_end(&b), ERR_LIMIT);
	assert_ptr_equal(b.data, room);
	assert_int_equal(room[8], '\0');
	buf_reset(&b);
	buf_adds(&b, "again");
	assert_err(buf_end(&b), ERR_OK);
	assert_string_equal(room, "again");
}

static void
a_reset_keeps_the_memory(void **state)
{
	struct buf  b;
	const char *data;
	size_t      cap;

	(void)state;
	buf_init(&b, 5000);
	for (int i = 0; i < 3000; i++)
		buf_addc(&b, 'x');
	data = b.data;
	cap = b.cap;
	buf_reset(&b);
	assert_int_equal(b.len, 0);
	assert_ptr_equal(b.data, data);
	assert_int_equal(b.cap, cap);
	for (int i = 0; i < 3000; i++)
		buf_addc(&b, 'y');
	assert_err(buf_end(&b), ERR_OK);
	assert_ptr_equal(b.data, data);
	buf_free(&b);
}

static void
a_freed_buffer_may_be_used_again(void **state)
{
	struct buf b;

	(void)state;
	buf_init(&b, 3);
	buf_adds(&b, "abcd");
	buf_free(&b);
	buf_free(&b);
	assert_null(b.data);
	assert_int_equal(b.len, 0);
	assert_int_equal(b.max, 3);
	assert_err(b.err, ERR_OK);
	buf_adds(&b, "abc");
	assert_err(buf_end(&b), ERR_OK);
	assert_string_equal(b.data, "abc");
	buf_addc(&b, 'd');
	assert_err(buf_end(&b), ERR_LIMIT);
	buf_free(&b);
}

static void
a_refusal_leaves_its_sentence(void **state)
{
	struct buf why;

	(void)state;
	buf_init(&why, WHY_MAX);
	assert_err(refuse(&why, ERR_LIMIT, "'%s' is %d too long", "x", 2),
	    ERR_LIMIT);
	assert_says(&why, "'x' is 2 too long");
	assert_err(refuse(NULL, ERR_SYNTAX, "'%s'", "nobody reads"),
	    ERR_SYNTAX);
	buf_free(&why);
}

static void
a_refusal_without_room_is_still_that_refusal(void **state)
{
	struct buf why;

	(void)state;
	buf_init(&why, 4);
	assert_err(refuse(&why, ERR_SYNTAX, "too long to fit"), ERR_SYNTAX);
	assert_err(buf_end(&why), ERR_LIMIT);
	assert_int_equal(why.len, 0);
	buf_free(&why);
}

int
main(void)
{
	static struct CMUnitTest numbers[ARRAY_LEN(number_cases)];
	static struct CMUnitTest orders[ARRAY_LEN(order_cases)];
	const struct CMUnitTest  rest[] = {
		 cmocka_unit_test(octets_are_counted),
		 cmocka_unit_test(a_new_buffer_is_empty_and_owns_nothing),
		 cmocka_unit_test(every_way_to_append_appends),
		 cmocka_unit_test(a_buffer_grows_up_to_its_maximum),
		 cmocka_unit_test(no_way_to_append_exceeds_the_maximum),
		 cmocka_unit_test(a_failure_is_sticky_until_the_reset),
		 cmocka_unit_test(text_that_cannot_be_formatted_is_a_failure),
		 cmocka_unit_test(a_maximum_of_nothing_is_kept),
		 cmocka_unit_test(a_buffer_in_a_room_stays_there),
		 cmocka_unit_test(a_reset_keeps_the_memory),
		 cmocka_unit_test(a_freed_buffer_may_be_used_again),
		 cmocka_unit_test(a_refusal_leaves_its_sentence),
		 cmocka_unit_test(a_refusal_without_room_is_still_that_refusal),
	};
	int failed = 0;

	TABLE_FILL(numbers, number_cases, number_row);
	TABLE_FILL(orders, order_cases, order_row);
	failed += cmocka_run_group_tests_name("numbers", numbers, NULL, NULL);
	failed += cmocka_run_group_tests_name("orders", orders, NULL, NULL);
	failed += cmocka_run_group_tests_name("buf", rest, NULL, NULL);
	return failed != 0;
}
