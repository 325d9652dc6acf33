/* SPDX-License-Identifier: MIT */
/* fuzz_netlify.c - any octets as a file for import --from netlify. */
#include "importing.h"

FUZZ_IMPORT("netlify")
