/* SPDX-License-Identifier: MIT */
/* fuzz_json.c - any octets as a file for import --from json. */
#include "importing.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	return fuzz_import(import_json, data, n);
}
