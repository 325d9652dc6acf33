/* SPDX-License-Identifier: MIT */
/*
 * no_jit.c - stands before PCRE2's function of this name, and makes no machine
 * code, so that expressions are interpreted: see tests/README.md.
 */
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

int
pcre2_jit_compile(pcre2_code *code, uint32_t options)
{
	(void)code;
	(void)options;
	return PCRE2_ERROR_JIT_BADOPTION;
}
