/* SPDX-License-Identifier: MIT */
/*
 * textbook.c - the loop of every introduction to libfcgi, with a fixed answer.
 * It listens on descriptor 0.
 */
#include <fcgiapp.h>

static const char fixed[] =
    "Status: 307 Temporary Redirect\r\n"
    "Location: https://www.example.com/docs/summer-guide/12345?from=old\r\n"
    "Content-Length: 0\r\n"
    "\r\n";

int
main(void)
{
	FCGX_Request r;

	if (FCGX_Init() != 0 || FCGX_InitRequest(&r, 0, 0) != 0)
		return 1;
	while (FCGX_Accept_r(&r) == 0) {
		FCGX_PutStr(fixed, (int)sizeof(fixed) - 1, r.out);
		FCGX_Finish_r(&r);
	}
	return 0;
}
