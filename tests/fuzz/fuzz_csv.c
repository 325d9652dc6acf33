/* SPDX-License-Identifier: MIT */
/* fuzz_csv.c - any octets as a file for import --from csv. */
#include "importing.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	return fuzz_import(import_csv, data, n);
}
